import { judgeOnce, type Measurements } from '../judge/once.ts'
import type { Gate } from '../judge/rule.ts'
import { formatMeasure } from '../judge/words.ts'
import type { SignalShape } from '../signal/shape.ts'
import type { Instant } from '../time/instant.ts'
import type { Found, TaskEvidence } from './task-evidence.ts'

/** What one target's source says, or why it says nothing. */
export type Measured = Measurements | { readonly unavailable: string }

/**
 * Whether a rule held over its span on each target, and what was seen there. No data, too few samples and a span that
 * was not measured as a whole are never success.
 */
export function ruleHeld(
  { check, from, until }: Pick<TaskEvidence, 'check' | 'from' | 'until'>,
  measuredOn: (target: string) => Measured,
  shape: SignalShape | null,
  now: Instant,
): Found {
  if (check.check !== 'rule') throw new Error(`a ${check.check} is no rule`)
  const all = check.targets.map((target) =>
    heldOn(check.rule, target, measuredOn(target), shape, { since: from, until: until ?? now }),
  )
  return {
    holds: all.length > 0 && all.every(({ holds }) => holds),
    words: all.map(({ words }) => words).join('; '),
  }
}

function heldOn(
  rule: Gate,
  target: string,
  measured: Measured,
  shape: SignalShape | null,
  span: { readonly since: Instant; readonly until: Instant },
): Found {
  const not = (why: string): Found => ({ holds: false, words: `${target} ${why}` })
  if ('unavailable' in measured) return not(`cannot be measured: ${measured.unavailable}`)
  const state = judgeOnce(rule, measured, span)
  if (state === null) return not('is not measured so far yet')
  const { verdict, gaps = [] } = state
  const evidence = shape === null ? state.evidence : { ...state.evidence, shape }
  const few = verdict === 'inconclusive' ? `; ${rule.minSamples} are asked for` : ''
  const words = `${target} ${formatMeasure(evidence)}${few}`
  return { holds: verdict === 'no-worse' && gaps.length === 0, words }
}
