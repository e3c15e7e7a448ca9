import type { Change, ChangeId } from '../../core/change/state/change.ts'
import type { SparseCounts } from '../../core/histogram/latency-buckets.ts'
import type { Judged } from '../../core/judge/verdict.ts'
import type { Instant } from '../../core/time/instant.ts'
import type { Slot } from '../../core/traffic/desired.ts'

/** What the observers keep: judge rows per (change, target, rule), and the gateway's telemetry. */
export interface Judges {
  /** Changes with something to watch: running, paused. */
  watching(): Promise<readonly Change[]>
  rows(change: ChangeId): Promise<readonly JudgeRow[]>
  /** Of many changes at once; every one that was asked for is in the answer. */
  rowsOf(changes: readonly ChangeId[]): Promise<ReadonlyMap<ChangeId, readonly JudgeRow[]>>
  /**
   * Compare-and-set on the watermark, each row for itself, all in one transaction with waking the changes (only when
   * the verdict changed or `wake` says so). In the order given, no row twice. False when somebody was faster; that
   * row is as it was then.
   */
  saveAll(saves: readonly JudgeSave[]): Promise<readonly boolean[]>
}

export type JudgeSave = {
  readonly change: ChangeId
  readonly row: JudgeRow
  readonly expected: Instant | null
  readonly wake: Instant | null
}

/**
 * `state` is the pure judge's own, as JSON. It may be a little older than what `judged` says: going on from it over
 * the same samples comes to the same. `from` is where the watch began: a new hold begins a new row.
 */
export type JudgeRow = {
  readonly key: string
  readonly from: Instant
  readonly state: unknown
  readonly judged: Judged
}

export interface Samples {
  /**
   * Idempotent per (instance, seq). `seq` grows over restarts of the instance too and may exceed 2^31. A batch is
   * whole seconds. `instance` is a name that the binding gives, not the process.
   */
  add(instance: string, batch: readonly TelemetrySecond[], now: Instant): Promise<void>
  /** The sequence number after which the instance has to be asked; 0 when nothing was ever taken. */
  cursor(instance: string): Promise<number>
  /** Seconds that begin in [from, to). */
  read(target: string, slot: Slot, from: Instant, to?: Instant): Promise<readonly TelemetrySecond[]>
  /** Up to where the telemetry of each instance is complete: the end of the last second that came. */
  watermark(instance: string): Promise<Instant | null>
  prune(before: Instant): Promise<number>
}

/** One second of one slot of one target, by why the request went there. Counts every upstream attempt. */
export type TelemetrySecond = {
  readonly seq: number
  readonly target: string
  readonly slot: Slot
  readonly version: string
  readonly reason: 'percentage' | 'segment' | 'header' | 'closed'
  /** Which of the declared paths they asked for, `other` for none of them; absent where nobody wanted to know. */
  readonly path?: string
  /** The segment they came from, `public` for none, `other` for one that the split does not name; absent likewise. */
  readonly segment?: string
  /** Of stable: into which of a few parts its users fall, from 0; absent likewise. */
  readonly slice?: number
  /** Start of the second. */
  readonly at: Instant
  readonly requests: number
  /** Answers by class: 2xx, 3xx, 4xx, 5xx, and attempts without an answer (refused, reset, timed out). */
  readonly classes: {
    readonly ok: number
    readonly redirect: number
    readonly client: number
    readonly server: number
    readonly none: number
  }
  /** Answers below 500 by latency, the upper edges `CLASSIC_EDGES_MS`: all that earlier versions count, and read. */
  readonly latency: readonly number[]
  /** The same answers by `LATENCY_EDGES_MS`; absent where a gateway of an earlier version counted. */
  readonly latencyFine?: SparseCounts
}
