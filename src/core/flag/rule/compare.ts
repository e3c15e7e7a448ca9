import type { Json } from '../definition/definition.ts'
import { fieldOf } from './read.ts'
import { type Compiler, type Context, type Evaluate, isLiteral, listOf } from './rule.ts'

/**
 * Comparisons never fail: what cannot be compared is not equal, and neither smaller nor larger. flagd documents it
 * so; flagd-core fails with an error for some operands, depending on how they are written (see docs/decisions/0013).
 */
type Compare = (a: unknown, b: unknown) => boolean

/** As JavaScript's `==` among texts, numbers, booleans and null. A list or an object equals nothing. */
const equal: Compare = (a, b) => {
  if (typeof a === 'string' && typeof b === 'string') return a === b
  if (typeof a === 'object' && a !== null) return false
  if (typeof b === 'object' && b !== null) return false
  // biome-ignore lint/suspicious/noDoubleEquals: that is what the operator means.
  return a == b
}

/** Two texts by their code units, everything else as numbers; null counts as 0. */
function ordered(
  texts: (a: string, b: string) => boolean,
  numbers: (a: number, b: number) => boolean,
): Compare {
  return (a, b) =>
    typeof a === 'string' && typeof b === 'string' ? texts(a, b) : numbers(numberOf(a), numberOf(b))
}
const numberOf = (value: unknown): number =>
  typeof value === 'object' && value !== null ? Number.NaN : Number(value)

const less = ordered(
  (a, b) => a < b,
  (a, b) => a < b,
)
const lessOrEqual = ordered(
  (a, b) => a <= b,
  (a, b) => a <= b,
)
const more = ordered(
  (a, b) => a > b,
  (a, b) => a > b,
)
const moreOrEqual = ordered(
  (a, b) => a >= b,
  (a, b) => a >= b,
)

export const comparisons: Readonly<Record<string, Compiler>> = {
  '==': comparing(equal),
  '!=': comparing((a, b) => !equal(a, b)),
  '===': comparing((a, b) => a === b),
  '!==': comparing((a, b) => a !== b),
  '<': comparing(less),
  '<=': comparing(lessOrEqual),
  '>': comparing(more),
  '>=': comparing(moreOrEqual),
}

function comparing(compare: Compare): Compiler {
  return (args, scope) => {
    const operands = listOf(args)
    const [a = null, b = null, c] = operands
    const [first, second] = [scope.compile(a, scope), scope.compile(b, scope)]
    if (c === undefined) return withLiteral(compare, [a, first], [b, second], fieldOf(a, scope))
    const third = scope.compile(c, scope)
    return (data, asking) => {
      const between = second(data, asking)
      return compare(first(data, asking), between) && compare(between, third(data, asking))
    }
  }
}

/** Most comparisons are with something that stands in the rule: then one operand is all there is to evaluate. */
function withLiteral(
  compare: Compare,
  [a, first]: Operand,
  [b, second]: Operand,
  field: string | null,
): Evaluate {
  if (isLiteral(b) && field !== null) return (data) => compare((data as Context)[field] ?? null, b)
  if (isLiteral(b)) return (data, asking) => compare(first(data, asking), b)
  if (isLiteral(a)) return (data, asking) => compare(a, second(data, asking))
  return (data, asking) => compare(first(data, asking), second(data, asking))
}
type Operand = readonly [rule: Json, evaluate: Evaluate]
