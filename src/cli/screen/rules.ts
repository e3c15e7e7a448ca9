import type { ChangeView } from '../../read/change/change-view.ts'
import type { BakeView } from '../../read/progress/bakes-view.ts'
import type { RolloutView } from '../../read/progress/rollout-view.ts'
import type { RuleOnTarget, RuleView } from '../../read/progress/rule-view.ts'
import { count } from '../../read/words/number.ts'
import { verdictWords } from '../../read/words/verdict.ts'
import { type Frame, GLYPHS, headed, toned } from './frame.ts'
import { clip, pad, padLeft, plain } from './text.ts'

/** Gates and guards with the numbers that decide, target by target. */
export const drawRules = ({ rules, phase }: RolloutView, frame: Frame): readonly string[] =>
  drawn(rules, { gate: 'Gate', guard: 'Guard' }, phase === 'left' || phase === 'done', frame)

/** Of a step that watches without moving traffic. */
export const drawBakeRules = ({ rules, phase }: BakeView, frame: Frame): readonly string[] =>
  drawn(rules, { gate: 'Gate', guard: 'Guard' }, phase !== 'baking', frame)

/** Those that watch over all rollouts of the plan. */
export const drawGuards = ({ guards, endedAt }: ChangeView, frame: Frame): readonly string[] =>
  drawn(guards, { gate: 'Plan', guard: 'Plan' }, endedAt !== null, frame)

function drawn(
  rules: readonly RuleView[],
  words: Readonly<Record<RuleView['kind'], string>>,
  over: boolean,
  frame: Frame,
): readonly string[] {
  return rules.flatMap((rule) => {
    const head = clip(
      `${plain(rule.signal)} ${rule.wanted}${rule.kind === 'guard' ? `: ${rule.otherwise}` : ''}`,
      frame.columns - 11,
    )
    const lines = rule.targets.map((on) => lineOf(rule, on, over, frame))
    return headed(frame.paint, words[rule.kind], [head, ...lines])
  })
}

/** Beside numbers a tick says more than a disc. */
const SIGNS = { ...GLYPHS, done: '✓', going: '~', open: '·' }

function lineOf(rule: RuleView, on: RuleOnTarget, over: boolean, { paint, now, columns }: Frame): string {
  const widest = Math.min(16, Math.max(...rule.targets.map(({ target }) => target.length)))
  const { sign, tone, word, more } = verdictWords(rule, on, over, now)
  // What is bad has to be seen without colours as well.
  const resolved = on.resolved === null ? '' : ` (${on.resolved})`
  const words = `${tone === 'bad' ? word.toUpperCase() : word}${more}${resolved}`
  const value = padLeft(on.shown ?? '-', 10)
  const samples = padLeft(`${count(on.samples)} samples`, 15)
  const room = Math.max(10, columns - widest - 43)
  return `  ${pad(clip(plain(on.target), widest), widest)} ${on.watched ? value : paint.dim(value)} ${paint.dim(samples)}   ${toned(paint, tone, `${SIGNS[sign]} ${clip(words, room)}`)}`
}
