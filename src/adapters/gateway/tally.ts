import type { Slot } from '../../core/traffic/desired.ts'
import type { Reason } from '../../core/traffic/route.ts'
import { LATENCY_EDGES_MS, type TelemetrySecond } from '../../ports/store/observation.ts'

/** One attempt on an upstream. Status 0: no answer came, or it broke off. Latency is until the head of the answer. */
export type Attempted = { readonly version: string; readonly status: number; readonly latencyMs: number }

/** Counts one second of one slot, version and reason. */
export class Tally {
  readonly version: string
  readonly reason: Reason
  #requests = 0
  readonly #classes = { ok: 0, redirect: 0, client: 0, server: 0, none: 0 }
  readonly #latency: number[] = new Array(LATENCY_EDGES_MS.length + 1).fill(0)

  constructor(version: string, reason: Reason) {
    this.version = version
    this.reason = reason
  }

  add({ status, latencyMs }: Attempted): void {
    this.#requests++
    this.#classes[classOf(status)]++
    if (status > 0 && status < 500) {
      const edge = edgeOf(latencyMs)
      this.#latency[edge] = (this.#latency[edge] ?? 0) + 1
    }
  }

  record(seq: number, target: string, slot: Slot, at: number): TelemetrySecond {
    const { version, reason } = this
    const counts = { requests: this.#requests, classes: this.#classes, latency: this.#latency }
    return { seq, target, slot, version, reason, at, ...counts }
  }
}

function classOf(status: number): keyof TelemetrySecond['classes'] {
  if (status === 0) return 'none'
  if (status < 300) return 'ok'
  if (status < 400) return 'redirect'
  return status < 500 ? 'client' : 'server'
}

/** Upper edges are inclusive, as in Prometheus. */
function edgeOf(latencyMs: number): number {
  let edge = 0
  while (edge < LATENCY_EDGES_MS.length && latencyMs > (LATENCY_EDGES_MS[edge] ?? 0)) edge++
  return edge
}
