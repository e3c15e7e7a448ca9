import { didYouMean } from '../../document/did-you-mean.ts'
import { type Fault, fault, type Path } from '../../document/finding.ts'
import type { Json, JsonObject } from '../definition/definition.ts'
import { referenceIn } from '../rule/references.ts'
import { isObject } from '../rule/rule.ts'

/** With every reference followed: more would be slow to compile, or never end. */
export const PARTS_MAX = 5_000
/** Likewise, of names and texts in the rule: references written out would fill the memory. */
export const CHARS_MAX = 256 * 1024

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
  const sizes = new Map<string, Size>()
  const sizeOf = (rule: Json, path: Path, within: readonly string[]): Size => {
    const name = referenceIn(rule)
    if (name === null)
      return typeof rule === 'object' && rule !== null
        ? Object.entries(rule).reduce<Size>(
            (sum, [key, part]) => added(sum, sizeOf(part, [...path, place(rule, key)], within)),
            ONE,
          )
        : typeof rule === 'string'
          ? { parts: 1, chars: rule.length }
          : ONE
    if (within.includes(name)) {
      faults.push(
        fault(
          path,
          'circle',
          `the evaluator ${name} leads back to itself`,
          'write its rule out in one of the two places',
        ),
      )
      return ONE
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
      return ONE
    }
    const known =
      sizes.get(name) ?? sizeOf($evaluators[name] ?? null, ['$evaluators', name], [...within, name])
    sizes.set(name, known)
    return known
  }
  for (const name of names) sizeOf({ $ref: name }, ['$evaluators', name], [])
  const size = sizeOf(targeting, ['targeting'], [])
  for (const [isOver, what] of [
    [size.parts > PARTS_MAX, `${PARTS_MAX} parts`],
    [size.chars > CHARS_MAX, `${CHARS_MAX / 1024} KiB of text`],
  ] as const)
    if (isOver)
      faults.push(
        fault(
          ['targeting'],
          'too-large',
          `the targeting has more than ${what} with its references written out`,
          'let references repeat less',
        ),
      )
  return faults
}

type Size = { readonly parts: number; readonly chars: number }
const ONE: Size = { parts: 1, chars: 0 }
const added = (a: Size, b: Size): Size => ({ parts: a.parts + b.parts, chars: a.chars + b.chars })

const place = (rule: Json, key: string): string | number => (Array.isArray(rule) ? Number(key) : key)
