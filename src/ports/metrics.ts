import type { Sample } from '../core/judge/sample.ts'
import type { Instant, Millis } from '../core/time/instant.ts'
import type { Side, Slot } from '../core/traffic/desired.ts'

/**
 * Where signals are measured. One read serves all open changes: a provider is asked once an interval, not once a
 * rule.
 */
export interface Metrics {
  /** How often it is worth asking, and how long a sample is. */
  readonly intervalMs: Millis
  /** How long after a moment the source knows what was before it; left out when it knows at once. */
  readonly lagMs?: Millis
  /**
   * Throws `MetricsUnavailable` when the source cannot be reached or answers nonsense; absence of traffic is a sample
   * with total 0.
   */
  read(questions: readonly Question[], signal: AbortSignal): Promise<readonly Answer[]>
}

/**
 * Half-open: samples that begin in [from, to). The side is the one that plays the slot now; some sources know only
 * sides, and some know the canary by the version that the change brings.
 */
export type Question = {
  readonly environment: string
  readonly target: string
  readonly slot: Slot
  readonly side: Side
  readonly signal: string
  readonly version?: string
  readonly from: Instant
  /** Nothing that begins at or after it is needed; a source may give it all the same. */
  readonly to?: Instant
  /** Of a comparison, which is fairest segment by segment; a source that cannot tell them apart does not. */
  readonly bySegment?: true
  /**
   * The label of which each series is told in every sample, by its value. The sample itself is all of them together,
   * also where there is none; one that ended is simply not among them.
   */
  readonly each?: string
}

/** In the order of the questions. One that cannot be answered does not take the others with it: its answer says why. */
export type Answer = Measured | MetricsUnavailable

/**
 * Everything before `watermark` is complete: nothing earlier will arrive later. An interval that nobody measured has
 * no sample. A source that scrapes may count a request one scrape later than it was, never twice and never earlier.
 */
export type Measured = { readonly samples: readonly Sample[]; readonly watermark: Instant }

/** The message tells failing, slow, refusing and nonsense apart, for the log and for the engineer who is paged. */
export class MetricsUnavailable extends Error {
  override readonly name: string = 'MetricsUnavailable'
}
