import { Buckets, type Histogram } from './histogram.ts'

/** In each decade, in hundredths of its beginning: up to which number in which steps. */
const STEPS = [
  { upTo: 200, step: 5 },
  { upTo: 500, step: 10 },
  { upTo: 1_000, step: 25 },
] as const

/**
 * The buckets of every latency that we measure ourselves: upper edges in milliseconds, one more bucket for what is
 * above. From 1 ms to 60 s none is wider than 5 % of its lower edge. They are decimal, so that the bounds that people
 * write (150 ms, 500 ms, 2 s) are edges, and whether one is kept is counted, not estimated; every edge of
 * `CLASSIC_EDGES_MS` is one of them too.
 */
export const LATENCY_EDGES_MS: readonly number[] = edgesUpTo(60_000)

/** By which gateways of earlier versions count alone. */
export const CLASSIC_EDGES_MS: readonly number[] = [
  5, 10, 25, 50, 100, 150, 200, 250, 300, 400, 500, 750, 1000, 1500, 2000, 3000, 5000, 10000,
]

/** Buckets, the one above the last edge included. */
export const LATENCY_BUCKETS = LATENCY_EDGES_MS.length + 1

function edgesUpTo(last: number): readonly number[] {
  const edges = [1]
  for (let decade = 1; ; decade *= 10) {
    let hundredths = 100
    for (const { upTo, step } of STEPS)
      while (hundredths < upTo) {
        hundredths += step
        edges.push((hundredths * decade) / 100)
        if (edges.at(-1) === last) return edges
      }
  }
}

/** The bucket that a latency falls into. Computed and then set right by the table: an edge belongs to its bucket. */
export function bucketOf(ms: number): number {
  // Not a number, or below zero, is no latency: it is not counted as a slow one.
  if (!(ms > 1)) return 0
  if (ms > LAST_MS) return LATENCY_BUCKETS - 1
  let first = 0
  let begin = 1
  while (ms > begin * 10) {
    begin *= 10
    first += PER_DECADE
  }
  const times = ms / begin
  const guess =
    times <= 2
      ? first + Math.ceil((times - 1) * 20)
      : times <= 5
        ? first + 20 + Math.ceil((times - 2) * 10)
        : first + 50 + Math.ceil((times - 5) * 4)
  if (ms > (LATENCY_EDGES_MS[guess] as number)) return guess + 1
  return ms <= (LATENCY_EDGES_MS[guess - 1] as number) ? guess - 1 : guess
}

const PER_DECADE = 70
const LAST_MS = LATENCY_EDGES_MS.at(-1) as number

/**
 * Counts by bucket without the empty ones, as they are sent and stored: bucket, count, bucket, count, and so on,
 * ascending.
 */
export type SparseCounts = readonly number[]

export function sparseCounts(counts: Uint32Array): SparseCounts {
  const sparse: number[] = []
  for (let bucket = 0; bucket < counts.length; bucket++) {
    const count = counts[bucket] as number
    if (count > 0) sparse.push(bucket, count)
  }
  return sparse
}

/** Pairs of which each has a later bucket than the one before, and a count. */
export function areSparseCounts(numbers: readonly number[]): boolean {
  return (
    numbers.length % 2 === 0 &&
    numbers.every((number, i) =>
      i % 2 === 1 ? number > 0 : number < LATENCY_BUCKETS && (i === 0 || number > (numbers[i - 2] ?? 0)),
    )
  )
}

export function histogramOf(sparse: SparseCounts): Histogram {
  const buckets = new Buckets()
  for (let i = 0; i < sparse.length; i += 2) {
    const bucket = sparse[i] ?? 0
    const low = LATENCY_EDGES_MS[bucket - 1] ?? Number.NEGATIVE_INFINITY
    buckets.add(low, LATENCY_EDGES_MS[bucket] ?? Number.POSITIVE_INFINITY, sparse[i + 1] ?? 0)
  }
  return buckets.histogram()
}

/** The same latencies by the few edges of earlier versions, for a server that is one. */
export function classicCounts(sparse: SparseCounts): readonly number[] {
  const counts = new Array<number>(CLASSIC_EDGES_MS.length + 1).fill(0)
  for (let i = 0; i < sparse.length; i += 2) {
    const classic = CLASSIC_BUCKETS[sparse[i] ?? 0] ?? CLASSIC_EDGES_MS.length
    counts[classic] = (counts[classic] ?? 0) + (sparse[i + 1] ?? 0)
  }
  return counts
}

/** Of each bucket, the classic one that holds it. */
const CLASSIC_BUCKETS = LATENCY_EDGES_MS.map((edge) => {
  const classic = CLASSIC_EDGES_MS.findIndex((upTo) => edge <= upTo)
  return classic === -1 ? CLASSIC_EDGES_MS.length : classic
})
