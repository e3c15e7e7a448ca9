import { type Compiler, listOf, Unanswerable } from './rule.ts'

/** Texts that are numbers count as numbers, null as 0, true as 1; null for what is no number. */
export function castToNumber(value: unknown): number | null {
  const number = typeof value === 'object' && value !== null ? Number.NaN : Number(value)
  return Number.isNaN(number) ? null : number
}

/** What is no number ends the evaluation with an error, as in flagd-core. */
function numberFrom(value: unknown): number {
  const number = castToNumber(value)
  if (number === null) throw new Unanswerable('its rule calculates with something that is no number')
  return number
}

export const arithmetic: Readonly<Record<string, Compiler>> = {
  '+': calculating((numbers) => numbers.reduce((a, b) => a + b, 0)),
  '*': calculating((numbers) => numbers.reduce((a, b) => a * b, 1)),
  '-': calculating(([first = 0, ...rest]) =>
    rest.length === 0 ? -first : rest.reduce((a, b) => a - b, first),
  ),
  '/': calculating(([a = 0, b = 0]) => (b === 0 ? Number.NaN : a / b)),
  '%': calculating(([a = 0, b = 0]) => a % b),
  max: choosing((a, b) => (b > a ? b : a)),
  min: choosing((a, b) => (b < a ? b : a)),
}

function calculating(calculate: (numbers: readonly number[]) => number): Compiler {
  return (args, scope) => {
    const operands = listOf(args).map((rule) => scope.compile(rule, scope))
    return (data, asking) =>
      numberFrom(calculate(operands.map((operand) => numberFrom(operand(data, asking)))))
  }
}

/** Of numbers only: a text that looks like one is refused here, as flagd-core does. */
function choosing(choose: (a: number, b: number) => number): Compiler {
  return (args, scope) => {
    const operands = listOf(args).map((rule) => scope.compile(rule, scope))
    return (data, asking) =>
      operands
        .map((operand) => {
          const value = operand(data, asking)
          if (typeof value !== 'number')
            throw new Unanswerable('its rule wants the largest or smallest of what are no numbers')
          return value
        })
        .reduce(choose)
  }
}
