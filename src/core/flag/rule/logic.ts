import type { Json } from '../definition/definition.ts'
import { type Compiler, type Evaluate, listOf, operation, type Scope } from './rule.ts'

/** JsonLogic's truth: empty lists and empty objects are not true, the text "0" is. */
export function isTrue(value: unknown): boolean {
  if (!value) return false
  if (typeof value !== 'object') return true
  return Array.isArray(value) ? value.length > 0 : Object.keys(value).length > 0
}

export type Condition = (data: unknown, asking: Parameters<Evaluate>[1]) => boolean | null

/** A rule as something that holds or does not; null is that it does not. */
export function compileCondition(rule: Json, scope: Scope): Condition {
  const evaluate = scope.compile(rule, scope)
  const found = operation(rule)
  if (found !== null && ANSWERS_TRUE_OR_FALSE.has(found.operator)) return evaluate as Condition
  return (data, asking) => isTrue(evaluate(data, asking))
}
const ANSWERS_TRUE_OR_FALSE: ReadonlySet<string> = new Set([
  '==',
  '===',
  '!=',
  '!==',
  '<',
  '<=',
  '>',
  '>=',
  '!',
  '!!',
  'in',
  'all',
  'some',
  'none',
  'starts_with',
  'ends_with',
  'sem_ver',
])

/** Condition, result, condition, result ..., else. Without an else: null. */
export function branchesOf(args: Json): {
  readonly branches: readonly (readonly [when: Json, then: Json])[]
  readonly otherwise: Json
} {
  const all = listOf(args)
  const pairs = Math.floor(all.length / 2)
  const branches = Array.from(
    { length: pairs },
    (_, i) => [all[2 * i] as Json, all[2 * i + 1] as Json] as const,
  )
  return { branches, otherwise: all.length % 2 === 1 ? (all.at(-1) as Json) : null }
}

export const chooseBranch: Compiler = (args, scope) => {
  const { branches, otherwise } = branchesOf(args)
  return chain(
    branches.map(([when, then]) => [compileCondition(when, scope), scope.compile(then, scope)] as const),
    scope.compile(otherwise, scope),
  )
}

/** `if`, else `if`, else, for whatever the branches give. */
export function chain<T>(
  branches: readonly (readonly [Condition, (data: unknown, asking: Parameters<Evaluate>[1]) => T])[],
  otherwise: (data: unknown, asking: Parameters<Evaluate>[1]) => T,
): (data: unknown, asking: Parameters<Evaluate>[1]) => T {
  return branches.reduceRight(
    (rest, [when, then]) =>
      (data, asking) =>
        when(data, asking) ? then(data, asking) : rest(data, asking),
    otherwise,
  )
}

/** The first that is true, else the last; and the other way round. */
export const either = firstThat(true)
export const both = firstThat(false)

function firstThat(wanted: boolean): Compiler {
  return (args, scope) => {
    const all = listOf(args).map((rule) => scope.compile(rule, scope))
    return (data, asking) => {
      let value: unknown = null
      for (const evaluate of all) {
        value = evaluate(data, asking)
        if (isTrue(value) === wanted) return value
      }
      return value
    }
  }
}

export const not: Compiler = (args, scope) => {
  const holds = compileCondition(listOf(args)[0] ?? null, scope)
  return (data, asking) => !holds(data, asking)
}

export const truth: Compiler = (args, scope) => {
  const holds = compileCondition(listOf(args)[0] ?? null, scope)
  return (data, asking) => holds(data, asking) === true
}
