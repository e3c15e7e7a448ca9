import type { JudgeState } from '../judge/observe.ts'
import { isRelative, isTest, type Rule } from '../judge/rule.ts'
import { worseBy } from '../judge/rule-shape.ts'
import { evidenceOf } from '../judge/sequential/evidence.ts'
import type { SignalShape } from '../signal/shape.ts'
import { formatValue } from '../signal/unit.ts'

/**
 * The one number of a rule that is followed over time, and the bound that it is compared with: the value itself, how
 * many times its reference it is (or how far from it), or of a test how much of the evidence it has that it needs.
 */
export type Quantity = {
  readonly is: 'value' | 'times' | 'apart' | 'evidence'
  /** The bounds that it is compared with; two of `between`. */
  readonly bounds: readonly number[]
  /** Which way is nearer to what the rule acts on. */
  readonly worse: 'higher' | 'lower'
}

export function quantityOf(rule: Rule): Quantity {
  const { bound } = rule
  if (isTest(bound))
    return { is: 'evidence', bounds: [1], worse: bound.op === 'worse-than' ? 'higher' : 'lower' }
  const worse = worseBy(rule)
  if (!isRelative(bound))
    return {
      is: 'value',
      bounds: bound.op === 'between' ? [bound.low, bound.high] : [bound.value],
      worse,
    }
  return bound.plus === 0
    ? { is: 'times', bounds: [bound.times], worse }
    : { is: 'apart', bounds: [bound.plus], worse }
}

/** At one evaluation; null where there was nothing to measure, or nothing to compare with. */
export function valueAt({ is }: Quantity, { evidence, tested }: JudgeState): number | null {
  if (is === 'evidence') {
    if (tested === undefined || evidence.value === null) return null
    const { question, state } = tested
    if (state.intervals === 0) return null
    return Math.max(0, evidenceOf(state, question).log / -Math.log(question.alpha))
  }
  const { value, refersTo } = evidence
  if (value === null || is === 'value') return value
  if (refersTo === undefined) return null
  const { number, times } = refersTo
  if (is === 'apart') return value - number * times
  return number === 0 ? (value === 0 ? 1 : null) : value / number
}

/** `2.41 %`, `1.3 x`, `+0.20 %`, `45 % of the evidence`. */
export function formatQuantity({ is }: Pick<Quantity, 'is'>, shape: SignalShape, value: number): string {
  switch (is) {
    case 'value':
      return formatValue(shape, value)
    case 'times':
      return `${rounded(value)} x`
    case 'apart':
      return `${value < 0 ? '-' : '+'}${formatValue(shape, Math.abs(value))}`
    case 'evidence':
      return `${rounded(value * 100)} %`
  }
}

const rounded = (value: number): number => (value >= 10 ? Math.round(value) : Math.round(value * 100) / 100)

/** Of two, the one that is nearer to what the rule acts on: below 0 where `a` is. `between` is by its middle. */
export function byWorse({ worse, bounds }: Quantity): (a: number, b: number) => number {
  const [low = 0, high] = bounds
  if (high !== undefined) {
    const middle = (low + high) / 2
    const off = (value: number) => Math.abs(value - middle)
    return worse === 'higher' ? (a, b) => off(b) - off(a) : (a, b) => off(a) - off(b)
  }
  return worse === 'higher' ? (a, b) => b - a : (a, b) => a - b
}
