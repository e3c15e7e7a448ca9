import type { Baseline, Captured, Found } from '../state/baseline.ts'

/** A baseline with what was found besides; the newest of each counts. */
export function withFound(before: Baseline, found: readonly Found[]): Baseline {
  const baseline: Record<string, Record<string, Captured>> = {}
  for (const [signal, its] of Object.entries(before)) baseline[signal] = { ...its }
  for (const { signal, target, ...captured } of found)
    baseline[signal] = { ...baseline[signal], [target]: captured }
  return baseline
}
