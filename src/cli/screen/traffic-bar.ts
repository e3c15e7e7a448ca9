import type { RolloutView, TrafficView } from '../../read/progress/rollout-view.ts'
import { modeSetWords, modeWords } from '../../read/words/mode.ts'
import { shownShare, trafficWords } from '../../read/words/traffic.ts'
import { weightFlagWords } from '../../read/words/weight-flag.ts'
import { type Frame, headed, toned } from './frame.ts'
import { clip, pad, plain, wrap } from './text.ts'

const BAR_MAX = 30

/** Where the requests of each target go: stable to the left, the canary to the right; and what is turned away. */
export function drawTraffic(rollout: RolloutView, version: string, frame: Frame): readonly string[] {
  const { paint, columns } = frame
  const { traffic } = rollout
  const widest = Math.min(16, Math.max(...traffic.map(({ target }) => target.length)))
  const bar = Math.min(BAR_MAX, columns - 50)
  const room = columns - widest - bar - 14
  const lines = traffic.flatMap((row) => {
    const { words, tone } = trafficWords(rollout, row, version)
    const name = pad(clip(plain(row.target), widest), widest)
    return [
      `${name}  ${barOf(shownShare(rollout, row), bar, paint)}  ${toned(paint, tone, clip(words, room))}`,
      ...turnedAway(row, frame).map((line) => `${' '.repeat(widest)}  ${line}`),
    ]
  })
  return [...headed(paint, 'Traffic', lines), ...drawWeightFlag(rollout, frame)]
}

/** Nothing of a target that turns nobody away, nor of a change that is over: others may have set it since. */
function turnedAway({ now: target, left }: TrafficView, { paint, columns, zone, now }: Frame) {
  const said = target === null || left !== null ? null : modeWords(target)
  if (target === null || said === null) return []
  const set = modeSetWords(target.traffic, zone, now)
  const room = columns - 28
  return [
    toned(paint, said.tone, clip(said.words, room)),
    ...(set === null ? [] : wrap(plain(set), room).map(paint.dim)),
  ]
}

function drawWeightFlag(rollout: RolloutView, { paint, columns, now }: Frame): readonly string[] {
  const { weightFlag } = rollout
  if (weightFlag === null) return []
  const { words, tone } = weightFlagWords(weightFlag, rollout, now)
  const lines = wrap(plain(`${weightFlag.flag} ${words}`), columns - 11)
  return headed(
    paint,
    'Flag',
    lines.map((line) => toned(paint, tone, line)),
  )
}

function barOf(share: number | null, width: number, paint: Frame['paint']): string {
  if (share === null) return paint.dim('?'.repeat(width))
  const canary = share === 0 ? 0 : Math.max(1, Math.min(width, Math.round((share / 10_000) * width)))
  return `${paint.dim('░'.repeat(width - canary))}${paint.cyan('█'.repeat(canary))}`
}
