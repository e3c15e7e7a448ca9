import {
  bucketOf,
  classicCounts,
  LATENCY_BUCKETS,
  sparseCounts,
} from '../../core/histogram/latency-buckets.ts'
import type { Slot } from '../../core/traffic/desired.ts'
import type { Reason } from '../../core/traffic/route.ts'
import { classOf, countsLatency } from '../../core/traffic/status-class.ts'
import type { TelemetrySecond } from '../../ports/store/observation.ts'

/** One attempt on an upstream. Status 0: no answer came, or it broke off. Latency is until the head of the answer. */
export type Attempted = { readonly version: string; readonly status: number; readonly latencyMs: number }

/** What is counted apart besides; absent where nobody wants to know. */
export type Apart = { readonly path?: string; readonly segment?: string; readonly slice?: number }

/** Counts one second of one slot, version and reason, and of what is counted apart besides. */
export class Tally {
  readonly version: string
  readonly reason: Reason
  readonly apart: Apart
  #requests = 0
  readonly #classes = { ok: 0, redirect: 0, client: 0, server: 0, none: 0 }
  readonly #latency = new Uint32Array(LATENCY_BUCKETS)

  constructor(version: string, reason: Reason, apart: Apart = NOT_APART) {
    this.version = version
    this.reason = reason
    this.apart = apart
  }

  add({ status, latencyMs }: Attempted): void {
    this.#requests++
    this.#classes[classOf(status)]++
    if (countsLatency(status)) {
      const bucket = bucketOf(latencyMs)
      this.#latency[bucket] = (this.#latency[bucket] as number) + 1
    }
  }

  record(seq: number, target: string, slot: Slot, at: number): TelemetrySecond {
    const { version, reason, apart } = this
    const latencyFine = sparseCounts(this.#latency)
    const counts = { requests: this.#requests, classes: this.#classes, latency: classicCounts(latencyFine) }
    return { seq, target, slot, version, reason, ...apart, at, ...counts, latencyFine }
  }
}

export const NOT_APART: Apart = {}
