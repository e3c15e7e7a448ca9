import type { Histogram } from '../histogram/histogram.ts'
import type { Instant, Millis } from '../time/instant.ts'

/**
 * What was measured in [at, at + span) on one slot of one target. A ratio signal fills `good` of `total`;
 * a distribution is a histogram. An interval without requests is a sample with total 0: that differs from an interval
 * that was not measured, which has no sample at all.
 */
export type Sample = (RatioSample | DistributionSample) & {
  readonly segments?: readonly Segment[]
  /** Each value of a label for itself, where that was asked for; each name once. */
  readonly series?: readonly Series[]
}

/** Those of a sample that have one value of a label; `name` is that value. */
export type Series = { readonly name: string; readonly sample: RatioSample | DistributionSample }

/** So many series of a label are judged for themselves; those that come later are one together, called `other`. */
export const SERIES_MAX = 50

/** Where what has no name of its own is counted together. */
export const OTHER = 'other'

/** Those of a sample who were told apart, by why they have the version that they have. */
export type Segment = {
  readonly segment: string
  readonly sample: RatioSample | DistributionSample
  /** Of stable: the same divided by its users, always in the same order; together they are all of it. */
  readonly slices?: readonly (RatioSample | DistributionSample)[]
}

/** Who is divided by the weight of the canary; others have a share of their own. */
export const PUBLIC = 'percentage'

export type RatioSample = {
  readonly kind: 'ratio'
  readonly at: Instant
  readonly span: Millis
  readonly total: number
  readonly good: number
  /** Its value is how many were counted, over however much is looked at; `total` is how much that was, in seconds. */
  readonly countsSpan?: true
}

/** Its edges are in the scale of the signal's unit; durations are in milliseconds. */
export type DistributionSample = Histogram & {
  readonly kind: 'distribution'
  readonly at: Instant
  readonly span: Millis
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

/** A count of whose events a rule asks how many there were within its span. */
export const countedInSpan = (at: Instant, span: Millis, events: number): RatioSample => ({
  ...summed(at, span, events, span / 1_000),
  countsSpan: true,
})
