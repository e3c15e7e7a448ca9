import type { Direction, SignalShape } from '../signal/shape.ts'
import { type Bound, isRelative, isTest, type Rule } from './rule.ts'

/** Which way is worse by a rule's own words: a gate says what is good, a guard what is bad. A test's do not say. */
export function worseBy({ kind, bound }: Pick<Rule, 'kind'> & { bound: Pick<Bound, 'op'> }): Direction {
  const low = bound.op === 'below' || bound.op === 'at-most'
  return low === (kind === 'guard') ? 'lower' : 'higher'
}

/**
 * What a signal is taken for where no binding describes it, such as in a simulation without one: what its rules
 * compare it with. Bounds from 0 to 1 are of a ratio, others of milliseconds; which way is worse is what the first
 * of them that has a number says.
 */
export function shapeByRules(rules: readonly Rule[]): SignalShape {
  const first = rules.find(({ bound }) => !isTest(bound))
  const direction = first === undefined ? 'lower' : worseBy(first)
  return rules.flatMap(numbersOf).every((value) => value >= 0 && value <= 1)
    ? { kind: 'ratio', unit: 'ratio', direction }
    : { kind: 'distribution', unit: 'ms', direction }
}

/** The numbers that a rule itself says. */
export function numbersOf({ bound }: Pick<Rule, 'bound'>): readonly number[] {
  if (isRelative(bound)) return []
  return bound.op === 'between' ? [bound.low, bound.high] : [bound.value]
}
