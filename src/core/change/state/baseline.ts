import type { Instant } from '../../time/instant.ts'

/** What `baseline` means, by signal and target; under `EVERYWHERE` a number that the plan states. */
export type Baseline = Readonly<Record<string, Readonly<Record<string, Captured>>>>

/** `lastWeek`: no number is kept, for it is read at each evaluation from a week before. */
export type Captured = CapturedNumber | { readonly lastWeek: true }

/** `seen`: over which span, and of how many samples; left out where the plan states the number. */
export type CapturedNumber = {
  readonly value: number
  readonly seen?: { readonly from: Instant; readonly to: Instant; readonly samples: number }
}

/** One of its numbers. */
export type Found = Captured & FoundAt
export type FoundNumber = CapturedNumber & FoundAt
type FoundAt = { readonly signal: string; readonly target: string }

/** What a change has kept under a name, for later ones of its environment. */
export type KeptBaseline = {
  readonly found: readonly Found[]
  readonly change: string
  readonly at: Instant
}

export const EVERYWHERE = '*'

/** Null: nobody has captured it. */
export function baselineOf(baseline: Baseline | undefined, signal: string, target: string): Captured | null {
  const known = baseline?.[signal]
  return known?.[target] ?? known?.[EVERYWHERE] ?? null
}
