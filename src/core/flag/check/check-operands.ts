import { type Fault, fault, type Path } from '../../document/finding.ts'
import type { Json } from '../definition/definition.ts'
import { partsOf, WEIGHTS_MAX } from '../rule/fractional.ts'
import { isObject } from '../rule/rule.ts'
import { SEM_VER_OPERATORS, versionFrom } from '../rule/sem-ver.ts'

/** Version, operator, version. */
export function checkVersions(args: readonly Json[], path: Path): Fault[] {
  const versions = [0, 2].flatMap((i) => {
    const written = args[i] ?? null
    return isObject(written) || versionFrom(written) !== null
      ? []
      : [
          fault(
            [...path, i],
            'version',
            `${JSON.stringify(written).slice(0, 60)} is no version`,
            'write one such as "1.2.3", or a rule that comes to one',
          ),
        ]
  })
  const sign = args[1]
  if ((SEM_VER_OPERATORS as readonly Json[]).includes(sign ?? null)) return versions
  return [
    ...versions,
    fault(
      [...path, 1],
      'operator',
      `${JSON.stringify(sign).slice(0, 60)} compares no versions`,
      `write one of ${SEM_VER_OPERATORS.join(' ')}`,
    ),
  ]
}

/** An optional key, then variants with their weights. */
export function checkShares(args: Json, path: Path): Fault[] {
  const { key, entries } = partsOf(args)
  const skipped = key === null ? 0 : 1
  const faults: Fault[] = []
  if (key !== null && !isObject(key))
    faults.push(
      fault(
        [...path, 0],
        'key',
        'the key is the same for everybody',
        'write a rule such as { "var": "email" }, or leave it out for the subject',
      ),
    )
  if (entries.length === 0)
    faults.push(fault(path, 'shares', 'nothing can be chosen here', 'write at least one ["variant", weight]'))
  let sum = 0
  for (const [i, entry] of (args as readonly Json[]).slice(skipped).entries()) {
    const at = [...path, i + skipped]
    if (!Array.isArray(entry) || entry.length < 1 || entry.length > 2) {
      faults.push(fault(at, 'share', 'this is no share', 'write ["variant", weight] or ["variant"]'))
      continue
    }
    const weight = (entry as readonly Json[])[1] ?? 1
    if (isObject(weight)) continue
    if (!Number.isInteger(weight) || Number(weight) < 0)
      faults.push(
        fault(
          [...at, 1],
          'weight',
          `${JSON.stringify(weight).slice(0, 60)} is no weight`,
          'write a whole number from 0 on; scale all of them up for finer shares',
        ),
      )
    else sum += Number(weight)
  }
  if (sum > WEIGHTS_MAX)
    faults.push(
      fault(
        path,
        'weights',
        `the weights come to ${sum}`,
        `scale them down to ${WEIGHTS_MAX} at most in all`,
      ),
    )
  return faults
}
