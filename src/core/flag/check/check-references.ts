import { didYouMean } from '../../document/did-you-mean.ts'
import { type Fault, fault, type Path } from '../../document/finding.ts'
import type { Json, JsonObject } from '../definition/definition.ts'
import { referenceIn } from '../rule/references.ts'
import { isObject } from '../rule/rule.ts'

/** With every reference followed: more would be slow to compile, or never end. */
export const PARTS_MAX = 5_000

/**
 * Every `$ref` leads to an evaluator, none back to itself, and all of them together to no more than can be compiled.
 */
export function checkReferences({ targeting = null, $evaluators = {} }: JsonObject): Fault[] {
  if (!isObject($evaluators))
    return [
      fault(
        ['$evaluators'],
        'evaluators',
        '$evaluators is no object',
        'write names with the rules they stand for',
      ),
    ]
  const faults: Fault[] = []
  const names = Object.keys($evaluators)
  const sizes = new Map<string, number>()
  const sizeOf = (rule: Json, path: Path, within: readonly string[]): number => {
    const name = referenceIn(rule)
    if (name === null)
      return typeof rule === 'object' && rule !== null
        ? Object.entries(rule).reduce(
            (sum, [key, part]) => sum + sizeOf(part, [...path, place(rule, key)], within),
            1,
          )
        : 1
    if (within.includes(name)) {
      faults.push(
        fault(
          path,
          'circle',
          `the evaluator ${name} leads back to itself`,
          'write its rule out in one of the two places',
        ),
      )
      return 1
    }
    if (!Object.hasOwn($evaluators, name)) {
      faults.push(
        fault(
          path,
          'unknown-evaluator',
          `there is no evaluator ${name.slice(0, 60)}`,
          didYouMean(name, names),
        ),
      )
      return 1
    }
    const known =
      sizes.get(name) ?? sizeOf($evaluators[name] ?? null, ['$evaluators', name], [...within, name])
    sizes.set(name, known)
    return known
  }
  for (const name of names) sizeOf({ $ref: name }, ['$evaluators', name], [])
  const size = sizeOf(targeting, ['targeting'], [])
  if (size > PARTS_MAX)
    faults.push(
      fault(
        ['targeting'],
        'too-large',
        `the targeting has more than ${PARTS_MAX} parts`,
        'let references repeat less',
      ),
    )
  return faults
}

const place = (rule: Json, key: string): string | number => (Array.isArray(rule) ? Number(key) : key)
