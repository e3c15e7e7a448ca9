import type { Instant, Millis } from '../../time/instant.ts'

/** `inconclusive: { after, then }` of a gate: how long a stage is prolonged for want of samples, and what then. */
export type Inconclusive = { readonly afterMs: Millis; readonly then: 'hold' | 'pause' | 'rollback' }

/**
 * What the plan says, once a gate has been inconclusive for so long after its hold has ended; null before. Never a
 * pass.
 */
export function afterInconclusive(
  inconclusive: Inconclusive,
  { holdEnded, now }: { readonly holdEnded: Instant; readonly now: Instant },
): Inconclusive['then'] | null {
  return now - holdEnded >= inconclusive.afterMs ? inconclusive.then : null
}
