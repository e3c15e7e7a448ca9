import { percent } from '../../core/traffic/percent.ts'
import type { BakeView } from '../../read/progress/bakes-view.ts'
import type { HoldView, RolloutView } from '../../read/progress/rollout-view.ts'
import { STAGES } from '../../read/words/marks.ts'
import { span } from '../../read/words/time.ts'
import { type Frame, GLYPHS, headed, toned } from './frame.ts'
import { columnsOf, plain, wrap } from './text.ts'

/** The stages from left to right, and below them how far the hold is. */
export function drawStages(rollout: RolloutView, { paint, columns }: Frame): readonly string[] {
  // A long track names only where it is and where it ends.
  const long = rollout.stages.length * 10 + 10 > columns - 10
  const stops = rollout.stages.map(({ state, weight }, i) => {
    const { sign, tone } = STAGES[state]
    const mark = GLYPHS[sign]
    const named =
      !long ||
      state === 'holding' ||
      state === 'moving' ||
      state === 'left' ||
      i === rollout.stages.length - 1
    if (!named) return toned(paint, tone, mark)
    const label = percent(weight)
    return toned(
      paint,
      tone,
      `${mark} ${state === 'holding' || state === 'moving' ? paint.bold(label) : label}`,
    )
  })
  const end = rollout.adopt ? [adoption(rollout, paint)] : []
  const all = [...stops, ...end]
  const used = all.reduce((sum, stop) => sum + columnsOf(stop), 0)
  const gap = Math.max(1, Math.min(7, Math.floor((columns - 12 - used) / Math.max(1, all.length - 1)) - 2))
  const reached = rollout.stages.filter(({ state }) => state === 'done').length
  const track = all
    .map((stop, i) =>
      i === 0 ? stop : `${toned(paint, i <= reached ? 'good' : 'quiet', ` ${'─'.repeat(gap)} `)}${stop}`,
    )
    .join('')
  return headed(paint, 'Stages', [track, ...holdLine(rollout, Math.min(24, columns - 48), paint)])
}

function adoption({ phase }: RolloutView, paint: Frame['paint']): string {
  if (phase === 'done') return paint.green('● stable')
  return phase === 'adopting' ? paint.yellow(`◐ ${paint.bold('stable')}`) : paint.dim('○ stable')
}

/** A step that watches without moving traffic: how far it is. */
export function drawBake(
  { title, hold, phase, prolonged }: BakeView,
  { paint, columns }: Frame,
): readonly string[] {
  if (phase === 'to-come') return []
  const words =
    phase === 'baking' ? (prolonged ? ': its time is up, and its gates do not hold' : '') : ENDED[phase]
  return headed(paint, 'Bake', [
    ...wrap(`${plain(title)}${words}`, columns - 11),
    ...clockLine(hold, Math.min(24, columns - 48), paint),
  ])
}

const ENDED = { done: ': passed', left: ': went back from here' } as const

function holdLine({ hold, phase }: RolloutView, width: number, paint: Frame['paint']): readonly string[] {
  return phase === 'moving'
    ? [paint.dim('the hold begins when every proxy has it')]
    : clockLine(hold, width, paint)
}

function clockLine(hold: HoldView | null, width: number, paint: Frame['paint']): readonly string[] {
  if (hold === null) return []
  const share = hold.holdMs === 0 ? 1 : Math.min(1, hold.heldMs / hold.holdMs)
  const filled = Math.round(share * width)
  const bar = `${'━'.repeat(filled)}${paint.dim('─'.repeat(width - filled))}`
  const clock = hold.endsAt === null ? paint.yellow('  clock stopped') : ''
  return [`${bar}  held ${span(hold.heldMs)} of ${span(hold.holdMs)}${clock}`]
}
