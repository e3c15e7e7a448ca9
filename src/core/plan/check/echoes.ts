import type { Fault, Path } from '../../document/finding.ts'

/** What is said when something is not there, which it may be in what could not be read. */
const MISSES: ReadonlySet<string> = new Set([
  'never-adopted',
  'nothing-to-adopt',
  'unresolved-reference',
  'unknown-gate',
  'no-rollout',
  'no-target',
  'no-hold',
])

/** Faults without those that only miss what was left out of the steps, because it is wrong itself. */
export function withoutEchoes(faults: readonly Fault[], leftOut: readonly Path[]): readonly Fault[] {
  const isWhole = !leftOut.some(([first]) => first === 'steps' || first === 'phases')
  return isWhole ? faults : faults.filter(({ code }) => !MISSES.has(code))
}
