import { didYouMean } from '../../document/did-you-mean.ts'
import { type Fault, fault, type Path } from '../../document/finding.ts'
import type { Json } from '../definition/definition.ts'
import { partsOf } from '../rule/fractional.ts'
import { listOf, operation } from '../rule/rule.ts'

/** Where the result of a rule stands written, it has to be a variant; flagd would find out only at evaluation. */
export function checkResult(rule: Json, path: Path, variants: readonly string[]): Fault[] {
  const found = operation(rule)
  if (found === null) return checkName(rule, path, variants)
  const inside = [...path, found.operator]
  if (found.operator === 'if')
    return listOf(found.args).flatMap((part, i, all) =>
      i % 2 === 1 || (i === all.length - 1 && i % 2 === 0) ? checkResult(part, [...inside, i], variants) : [],
    )
  if (found.operator === 'fractional') {
    const { key, entries } = partsOf(found.args)
    const skipped = key === null ? 0 : 1
    return entries.flatMap(([result = null], i) => checkResult(result, [...inside, i + skipped, 0], variants))
  }
  return []
}

function checkName(name: Json, path: Path, variants: readonly string[]): Fault[] {
  if (name === null || (typeof name === 'object' && Object.keys(name).length === 0)) return []
  if (typeof name !== 'object' && variants.includes(String(name))) return []
  return [
    fault(
      path,
      'unknown-variant',
      `there is no variant ${JSON.stringify(name).slice(0, 60)}`,
      `${didYouMean(String(name), variants)} (null is the default variant)`,
    ),
  ]
}
