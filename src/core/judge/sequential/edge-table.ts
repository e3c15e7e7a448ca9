import type { Histogram } from '../../histogram/histogram.ts'
import { LATENCY_EDGES_MS } from '../../histogram/latency-buckets.ts'

/**
 * All edges that a source counts by, also where nothing has been counted yet: a histogram leaves those out, and what
 * turns slow will be there. Ours and Prometheus' native ones are known by the buckets that are there; others are
 * taken as they are.
 */
export function tableOf(histogram: Histogram): readonly number[] {
  if (isCountedBy(histogram, LATENCY_EDGES_MS)) return LATENCY_EDGES_MS
  for (const table of nativeTables()) if (isCountedBy(histogram, table)) return table
  return histogram.edges
}

/**
 * Edges 2^(i / 2^schema), of seconds and of milliseconds, from 1 ms to 60 s. Source: the Prometheus specification of
 * native histograms, https://prometheus.io/docs/specs/native_histograms/#schema
 */
function* nativeTables(): Generator<readonly number[]> {
  for (const unitMs of [1_000, 1])
    for (let schema = 0; schema <= 6; schema++) {
      const perDoubling = 2 ** schema
      const from = Math.ceil(perDoubling * Math.log2(1 / unitMs))
      const to = Math.floor(perDoubling * Math.log2(60_000 / unitMs))
      yield Array.from({ length: to - from + 1 }, (_, i) => unitMs * 2 ** ((from + i) / perDoubling))
    }
}

/** Every bucket that holds something and lies within the table is one of the table. */
function isCountedBy({ edges, counts }: Histogram, table: readonly number[]): boolean {
  let held = 0
  for (const [i, high] of edges.entries()) {
    const low = edges[i - 1] ?? 0
    if ((counts[i] ?? 0) === 0 || low < (table[0] ?? 0)) continue
    const place = table.findIndex((edge) => isSame(edge, high))
    if (place === -1 ? high <= (table.at(-1) ?? 0) : !isSame(table[place - 1] ?? 0, low)) return false
    held += 1
  }
  return held > 0
}

/** Sources that compute their edges are off by a rounding. */
export const isSame = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-9 * b
