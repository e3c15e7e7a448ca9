import type { Change, ChangeId } from '../../core/change/change.ts'
import type { Judged } from '../../core/judge/verdict.ts'
import type { Instant } from '../../core/time/instant.ts'
import type { Slot } from '../../core/traffic/desired.ts'

/** What the observers keep: judge rows per (change, target, rule), and the gateway's telemetry. */
export interface Judges {
  /** Changes with something to watch: running, paused. */
  watching(): Promise<readonly Change[]>
  rows(change: ChangeId): Promise<readonly JudgeRow[]>
  /**
   * Compare-and-set on the watermark, in one transaction with waking the change (only when the verdict changed or `wake` says so).
   * False when somebody was faster; nothing changes then.
   */
  save(change: ChangeId, row: JudgeRow, expected: Instant | null, wake: Instant | null): Promise<boolean>
}

/** `state` is the pure judge's own, as JSON. `from` is where the watch began: a new hold begins a new row. */
export type JudgeRow = {
  readonly key: string
  readonly from: Instant
  readonly state: unknown
  readonly judged: Judged
}

export interface Samples {
  /**
   * Idempotent per (instance, seq). `seq` grows over restarts of the instance too and may exceed 2^31. A batch is whole seconds.
   * `instance` is a name that the binding gives, not the process.
   */
  add(instance: string, batch: readonly TelemetrySecond[], now: Instant): Promise<void>
  /** The sequence number after which the instance has to be asked; 0 when nothing was ever taken. */
  cursor(instance: string): Promise<number>
  read(target: string, slot: Slot, from: Instant): Promise<readonly TelemetrySecond[]>
  /** Up to where the telemetry of each instance is complete. */
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
  /** Answers below 500, counted by latency; `LATENCY_EDGES_MS` gives the upper edges, one more for above. */
  readonly latency: readonly number[]
}

export { LATENCY_EDGES_MS } from '../../core/judge/sample.ts'
