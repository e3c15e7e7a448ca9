import { didYouMean } from '../../document/did-you-mean.ts'
import { type Fault, fault, keyFault, type Path } from '../../document/finding.ts'
import type { Json } from '../definition/definition.ts'
import { castToNumber } from '../rule/arithmetic.ts'
import { OPERATORS } from '../rule/operators.ts'
import { referenceIn } from '../rule/references.ts'
import { isObject, listOf, operation } from '../rule/rule.ts'
import { checkShares, checkVersions } from './check-operands.ts'
import { checkNames, checkVar } from './check-var.ts'

const NESTING_MAX = 50

/** How many operands an operator takes; those of one may be written without a list. */
const COUNTS: Readonly<Record<string, readonly [least: number, most: number]>> = {
  ...counts([1, Infinity], ['if', 'or', 'and', '+', '-', 'max', 'min', 'merge', 'cat', 'fractional']),
  ...counts([2, Infinity], ['*']),
  ...counts(
    [2, 2],
    ['==', '===', '!=', '!==', '>', '>=', '%', '/', 'in', 'starts_with', 'ends_with', 'missing_some'],
  ),
  ...counts([2, 2], ['map', 'filter', 'all', 'none', 'some']),
  ...counts([2, 3], ['<', '<=', 'substr']),
  ...counts([3, 3], ['reduce', 'sem_ver']),
  ...counts([1, 1], ['!', '!!']),
  ...counts([1, 2], ['var']),
  ...counts([0, Infinity], ['missing']),
}
const OVER_ITEMS: ReadonlySet<string> = new Set(['map', 'filter', 'all', 'none', 'some', 'reduce'])
/** With a single operand `+` and `-` make a number of it, as JsonLogic does. */
const WITHOUT_LIST: ReadonlySet<string> = new Set(['var', '!', '!!', '+', '-'])
const CALCULATES: ReadonlySet<string> = new Set(['+', '-', '*', '/', '%', 'max', 'min'])

/**
 * Everything that is wrong with one rule: unknown operators, too few or too many operands, operands of the wrong
 * kind.
 */
export function checkRule(rule: Json, path: Path, inItem = false): Fault[] {
  if (path.length > NESTING_MAX)
    return [
      fault(
        path,
        'too-deep',
        `the rule is nested deeper than ${NESTING_MAX} levels`,
        'make parts of it $evaluators',
      ),
    ]
  if (Array.isArray(rule)) return rule.flatMap((part, i) => checkRule(part, [...path, i], inItem))
  if (!isObject(rule)) return []
  if (referenceIn(rule) !== null) return []
  const found = operation(rule)
  if (found === null || Object.keys(rule).length > 1)
    return [
      fault(
        path,
        'operators',
        'a rule has exactly one operator',
        `write { "OPERATOR": [operands] }, with ${known}`,
      ),
    ]
  const { operator, args } = found
  const inside = [...path, operator]
  if (!Object.hasOwn(OPERATORS, operator))
    return [
      keyFault(
        inside,
        'unknown-operator',
        `there is no operator ${operator.slice(0, 60)}`,
        didYouMean(operator, Object.keys(OPERATORS)),
      ),
    ]
  return (
    checkCount(operator, args, inside) ?? [
      ...checkOperands(operator, args, inside, inItem),
      ...deeper(operator, args, inside, inItem),
    ]
  )
}

function checkCount(operator: string, args: Json, path: Path): Fault[] | null {
  const [least, most] = COUNTS[operator] ?? [0, Infinity]
  if (!Array.isArray(args))
    return WITHOUT_LIST.has(operator)
      ? null
      : [
          fault(
            path,
            'operands',
            `${operator} has no list of operands`,
            `write ${takes(operator, least, most)} in [ ]`,
          ),
        ]
  if (args.length >= least && args.length <= most) return null
  return [
    fault(
      path,
      'operands',
      `${operator} has ${args.length} operands`,
      `write ${takes(operator, least, most)}`,
    ),
  ]
}

function checkOperands(operator: string, args: Json, path: Path, inItem: boolean): Fault[] {
  switch (operator) {
    case 'var':
      return checkVar(args, path, inItem)
    case 'missing':
      return checkNames(args, path)
    case 'missing_some':
      return checkNames((args as readonly Json[])[1] ?? null, [...path, 1])
    case 'sem_ver':
      return checkVersions(args as readonly Json[], path)
    case 'fractional':
      return checkShares(args, path)
    case 'starts_with':
    case 'ends_with':
      return checkTexts(args as readonly Json[], path, operator)
    default:
      return CALCULATES.has(operator) ? checkNumbers(args, path, operator) : []
  }
}

/** What is written out and is no number for the operator will not become one. */
function checkNumbers(args: Json, path: Path, operator: string): Fault[] {
  return listOf(args).flatMap((arg, i) =>
    isObject(arg) || isNumberFor(operator, arg)
      ? []
      : [
          fault(
            Array.isArray(args) ? [...path, i] : path,
            'number',
            `${operator} cannot calculate with ${JSON.stringify(arg).slice(0, 60)}`,
            'write a number, or a rule that comes to one',
          ),
        ],
  )
}

/** What the evaluation would make of it: the largest and smallest are of numbers, everything else casts. */
function isNumberFor(operator: string, arg: Json): boolean {
  return operator === 'max' || operator === 'min' ? typeof arg === 'number' : castToNumber(arg) !== null
}

/** Both ends are of texts: anything else that is written out never begins or ends with anything. */
function checkTexts(args: readonly Json[], path: Path, operator: string): Fault[] {
  return args.flatMap((arg, i) =>
    isObject(arg) || typeof arg === 'string'
      ? []
      : [
          fault(
            [...path, i],
            'text',
            `${operator} compares texts, and ${JSON.stringify(arg).slice(0, 60)} is none`,
            `write a text, such as ${JSON.stringify(String(arg)).slice(0, 60)}, or a rule that comes to one`,
          ),
        ],
  )
}

function deeper(operator: string, args: Json, path: Path, inItem: boolean): Fault[] {
  if (operator === 'var') return []
  if (!Array.isArray(args)) return checkRule(args, path, inItem)
  return (args as readonly Json[]).flatMap((arg, i) =>
    checkRule(arg, [...path, i], inItem || (i === 1 && OVER_ITEMS.has(operator))),
  )
}

function takes(operator: string, least: number, most: number): string {
  if (most === Infinity) return `at least ${least} for ${operator}`
  return least === most ? `${least} for ${operator}` : `${least} or ${most} for ${operator}`
}

function counts<T>(range: T, operators: readonly string[]): Readonly<Record<string, T>> {
  return Object.fromEntries(operators.map((operator) => [operator, range]))
}

const known = 'one of the operators of flagd such as if, ==, in, and, fractional'
