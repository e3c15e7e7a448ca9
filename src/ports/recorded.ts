import type { Recorded } from '../core/backtest/recorded.ts'
import type { Instant, Millis } from '../core/time/instant.ts'

/** A source that still knows what it measured long ago, of everybody together, whichever side they were on. */
export interface RecordedMetrics {
  readonly name: string
  /** How long a sample is, and so how often a rule is evaluated. */
  readonly stepMs: Millis
  /**
   * What was measured in [from, to), page by page in order of time, as large as the source gives in one answer. What a
   * source cannot be asked for is a page that says why; it does not take the others with it. Every call outside has
   * a time limit and a bound of retries.
   */
  pages(asked: RecordedQuestion, signal: AbortSignal): AsyncIterable<RecordedPage>
}

export type RecordedQuestion = {
  readonly signals: readonly string[]
  readonly targets: readonly string[]
  readonly from: Instant
  readonly to: Instant
}

/** Complete up to `upTo`: what is not in it was not measured. */
export type RecordedPage = { readonly upTo: Instant; readonly series: readonly RecordedSeries[] }

export type RecordedSeries = { readonly signal: string; readonly target: string } & (
  | { readonly recorded: readonly Recorded[] }
  | { readonly unavailable: string }
)
