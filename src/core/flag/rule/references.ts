import type { FlagDefinition, Json, JsonObject } from '../definition/definition.ts'
import { isObject } from './rule.ts'

/** The name in `{"$ref": "name"}`; null for everything else. */
export function referenceIn(rule: Json): string | null {
  if (!isObject(rule) || !Object.hasOwn(rule, '$ref')) return null
  const name = rule.$ref
  return typeof name === 'string' && Object.keys(rule).length === 1 ? name : null
}

/**
 * The targeting with every reference replaced by the rule it stands for. Only for definitions that were checked: no
 * circles.
 */
export function wholeTargeting({ targeting = null, $evaluators = {} }: FlagDefinition): Json {
  const whole = (rule: Json): Json => {
    const name = referenceIn(rule)
    if (name !== null) return whole($evaluators[name] ?? null)
    return mapRule(rule, whole)
  }
  return whole(targeting)
}

/** A rule with each of its direct parts replaced. */
export function mapRule(rule: Json, replace: (part: Json) => Json): Json {
  if (Array.isArray(rule)) return rule.map(replace)
  if (!isObject(rule)) return rule
  return Object.fromEntries(
    Object.entries(rule).map(([key, part]) => [key, replace(part)]),
  ) satisfies JsonObject
}
