import { type Histogram, quantileOf } from '../histogram/histogram.ts'
import { LATENCY_EDGES_MS } from '../histogram/latency-buckets.ts'
import type { Direction } from '../signal/shape.ts'
import type { Millis } from '../time/instant.ts'

/** What requests are like while all is well: what part of them is bad (0..1), or how long they take. */
export type Usual =
  | { readonly kind: 'ratio'; readonly errors: number }
  | { readonly kind: 'distribution'; readonly histogram: Histogram; readonly quantile: number }

/** What is asked: how much traffic there is, and what it is like. */
export type Traffic = {
  /** Requests a second to the whole target. */
  readonly rps: number
  readonly usual: Usual
  readonly stepMs: Millis
  readonly direction: Direction
  /** The objective of the signal, where the binding names one. */
  readonly slo: number | null
  readonly seed: number
}

/**
 * How much worse a canary is made: so many times the errors, or so many times as long for each request. The first is a
 * version like stable.
 */
export const FACTORS = {
  ratio: [1, 2, 5, 10],
  distribution: [1, 1.1, 1.5, 2],
} as const satisfies Record<Usual['kind'], readonly number[]>

/** The number that its signal shows while all is well. */
export function healthyValue({ usual, direction }: Pick<Traffic, 'usual' | 'direction'>): number {
  if (usual.kind === 'ratio') return direction === 'lower' ? 1 - usual.errors : usual.errors
  return quantileOf(usual.histogram, usual.quantile)?.value ?? 0
}

/** So that shares of a histogram that is made up are whole counts. */
const MADE_OF = 1_000_000

/**
 * Durations of which half take `p50` and 95 of 100 no longer than `p95`: log-logistic, which has the long tail that
 * latencies have, and rises between two edges by a formula.
 */
export function durationsLike(p50: Millis, p95: Millis): Histogram {
  const steepness = Math.log(19) / Math.log(p95 / p50)
  const below = (edge: number) => Math.round(MADE_OF / (1 + (edge / p50) ** -steepness))
  const counts = LATENCY_EDGES_MS.map((edge, i) => below(edge) - below(LATENCY_EDGES_MS[i - 1] ?? 0))
  return { edges: LATENCY_EDGES_MS, counts: [...counts, MADE_OF - below(LATENCY_EDGES_MS.at(-1) ?? 0)] }
}
