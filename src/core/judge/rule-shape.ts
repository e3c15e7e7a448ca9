import type { Direction, SignalShape } from '../signal/shape.ts'
import type { Bound, Rule } from './rule.ts'

/** Which way is worse by a rule's own words: a gate says what is good, a guard what is bad. */
export function worseBy({ kind, bound }: Pick<Rule, 'kind'> & { bound: Pick<Bound, 'op'> }): Direction {
  const low = bound.op === 'below' || bound.op === 'at-most'
  return low === (kind === 'guard') ? 'lower' : 'higher'
}

/**
 * What a signal is taken for where no binding describes it, such as in a simulation without one: what its rules
 * compare it with. Bounds from 0 to 1 are of a ratio, others of milliseconds; which way is worse is what the first
 * of them says.
 */
export function shapeByRules(rules: readonly Rule[]): SignalShape {
  const [first] = rules
  const direction = first === undefined ? 'lower' : worseBy(first)
  return rules.every(({ bound }) => bound.value >= 0 && bound.value <= 1)
    ? { kind: 'ratio', unit: 'ratio', direction }
    : { kind: 'distribution', unit: 'ms', direction }
}
