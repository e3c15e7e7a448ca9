import type { Instant, Millis } from '../time/instant.ts'

/**
 * What was measured in [at, at + span) on one slot of one target. A ratio signal fills `good` of `total`;
 * a distribution fills `counts` (same length as `edges`, plus one for "above the last edge"). An interval without
 * requests is a sample with total 0: that differs from an interval that was not measured, which has no sample at all.
 */
export type Sample = RatioSample | DistributionSample

export type RatioSample = {
  readonly kind: 'ratio'
  readonly at: Instant
  readonly span: Millis
  readonly total: number
  readonly good: number
}

export type DistributionSample = {
  readonly kind: 'distribution'
  readonly at: Instant
  readonly span: Millis
  /** Upper edges in the scale of the signal's unit (durations: milliseconds), ascending. */
  readonly edges: readonly number[]
  /** Not cumulative. */
  readonly counts: readonly number[]
  /** Which quantile the signal asks for, 0..1. */
  readonly quantile: number
}

/**
 * A gauge, a mean and a count are judged as a ratio is: what was measured together, over how much there was. A
 * gauge divides the sum of its readings by how many there were, a mean its sum by the requests, a count its events
 * by the seconds.
 */
export function summed(at: Instant, span: Millis, sum: number, of: number): RatioSample {
  return { kind: 'ratio', at, span, total: of, good: sum }
}

/**
 * The buckets of every latency we measure ourselves: upper edges in milliseconds, one more bucket for what is above.
 */
export const LATENCY_EDGES_MS: readonly number[] = [
  5, 10, 25, 50, 100, 150, 200, 250, 300, 400, 500, 750, 1000, 1500, 2000, 3000, 5000, 10000,
]
