import type { Sample } from '../core/judge/sample.ts'
import type { Instant, Millis } from '../core/time/instant.ts'
import type { Slot } from '../core/traffic/desired.ts'

/** Where signals are measured. One read serves all open changes: a provider is asked once an interval, not once a rule. */
export interface Metrics {
  /** How often it is worth asking. */
  readonly intervalMs: Millis
  /** Throws `MetricsUnavailable` when the source cannot be reached or answers nonsense; absence of traffic is a sample with total 0. */
  read(questions: readonly Question[], signal: AbortSignal): Promise<readonly Measured[]>
}

/** Half-open: samples that begin in [from, to). */
export type Question = {
  readonly environment: string
  readonly target: string
  readonly slot: Slot
  readonly signal: string
  readonly from: Instant
}

/** In the order of the questions. Everything before `watermark` is complete: nothing earlier will arrive later. */
export type Measured = { readonly samples: readonly Sample[]; readonly watermark: Instant }

export class MetricsUnavailable extends Error {
  override readonly name = 'MetricsUnavailable'
}
