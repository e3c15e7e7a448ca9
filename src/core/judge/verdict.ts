import type { SignalShape } from '../signal/shape.ts'
import type { Instant, Millis } from '../time/instant.ts'
import type { Gap } from './gap.ts'
import type { Relative } from './reference.ts'
import type { Bound, SignalName } from './rule.ts'
import type { SequentialReport } from './sequential/report.ts'

/** Failed, erroneous and inconclusive are three different things; no data is never success. */
export type Verdict = 'worse' | 'no-worse' | 'inconclusive' | 'no-data' | 'assumption-violated'

/** The numbers behind a verdict: what a person reads and what the journal keeps. */
export type Evidence = {
  readonly signal: SignalName
  /** What its numbers are; left out in evidence of older versions, which `shapeOfEvidence` reads. */
  readonly shape?: SignalShape
  /** Resolved; as the plan says it only where it could not be. */
  readonly bound: Bound
  /** `null` when nothing could be measured in the span. */
  readonly value: number | null
  readonly samples: number
  readonly minSamples: number
  readonly from: Instant
  readonly to: Instant
  /** How much of that time was not measured; absent when all of it was. */
  readonly unseenMs?: Millis
  /** The same measurement on stable, where there is one. */
  readonly stable: { readonly value: number | null; readonly samples: number } | null
  /** Stable breaches the bound too: not the canary's fault alone. */
  readonly sharedIncident: boolean
  /**
   * What a relative bound referred to, and the number that was found there. `lastWeek`: it is that of a week before
   * this span, of so many samples.
   */
  readonly refersTo?: Relative & { readonly number: number; readonly lastWeek?: number }
  /** Of a rule that tests: what it has found, and by how much. */
  readonly test?: SequentialReport
  /** Of a rule that judges every series of a label: whose numbers these are, and how the others do. */
  readonly each?: EachEvidence
}

export type EachEvidence = {
  readonly label: string
  /** Whose numbers the evidence has: those of the worst. Null while there is none. */
  readonly name: string | null
  /** All of them, the worst first. */
  readonly series: readonly SeriesWord[]
}

/** What is known of one series, over the span that its rule looks at. */
export type SeriesWord = {
  readonly name: string
  readonly verdict: Verdict
  readonly value: number | null
  readonly samples: number
}

/** A rule's latest word on one target: everything up to `watermark` has been seen, nothing after it. */
export type Judged = {
  readonly step: string
  readonly rule: string
  readonly target: string
  readonly verdict: Verdict
  /** Where the watch began: a new hold begins a new watch for its gates. */
  readonly from: Instant
  readonly watermark: Instant
  /** The last moment at which there was anything to measure: requests that stay away are no data either. */
  readonly measuredUntil: Instant
  /** What of the watch was not seen, and lengthens the hold it lies in; left out when all of it was. */
  readonly gaps?: readonly Gap[]
  /** How often the source is asked; three missed intervals are no data. */
  readonly intervalMs: Millis
  /**
   * Of a guard with `for` that has not tripped: since which evaluation its bound has been true without a break. Left
   * out while it is not, and in rows of older versions.
   */
  readonly trueSince?: Instant
  /** How much later than its moment the source knows a sample; left out when it knows at once. */
  readonly lagMs?: Millis
  /** Why the source could not be asked further, in its own words; left out while it can. */
  readonly unavailable?: string
  readonly evidence: Evidence
}
