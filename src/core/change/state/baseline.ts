import type { Instant } from '../../time/instant.ts'

/** What `baseline` means, by signal and target; under `EVERYWHERE` a number that the plan states. */
export type Baseline = Readonly<Record<string, Readonly<Record<string, Captured>>>>

/** `seen`: over which span, and of how many samples; left out where the plan states the number. */
export type Captured = {
  readonly value: number
  readonly seen?: { readonly from: Instant; readonly to: Instant; readonly samples: number }
}

export const EVERYWHERE = '*'

/** Null: nobody has captured it. */
export function baselineOf(baseline: Baseline | undefined, signal: string, target: string): number | null {
  const known = baseline?.[signal]
  return (known?.[target] ?? known?.[EVERYWHERE])?.value ?? null
}
