/**
 * How many of what was measured lie in each bucket. A bucket reaches from the edge before it, exclusive, to its own,
 * inclusive; there is one count more than edges, for what is above the last one. Empty buckets side by side are kept
 * as one: nothing lies between any two points of it, so how much lies below such a point is known as well.
 */
export type Histogram = {
  /** Ascending. */
  readonly edges: readonly number[]
  /** Not cumulative. */
  readonly counts: readonly number[]
}

/** Puts a histogram together from its buckets that are not empty, given in ascending order. */
export class Buckets {
  readonly #edges: number[] = []
  readonly #counts: number[] = []
  #end = Number.NEGATIVE_INFINITY

  /** Of `count` in (low, high]. */
  add(low: number, high: number, count: number): void {
    if (low !== this.#end) this.#push(0, low)
    this.#push(count, high)
    this.#end = high
  }

  histogram(): Histogram {
    if (this.#end !== Number.POSITIVE_INFINITY) this.#counts.push(0)
    return { edges: this.#edges, counts: this.#counts }
  }

  #push(count: number, edge: number): void {
    this.#counts.push(count)
    if (edge !== Number.POSITIVE_INFINITY) this.#edges.push(edge)
  }
}

/**
 * All together, without a guess: buckets that overlap, where two histograms were counted by different edges, become
 * one. So it does not matter in which order they are added, nor how they are grouped.
 */
export function sumOf(histograms: readonly Histogram[]): Histogram {
  const sum = new Sum()
  for (let i = 0; i < histograms.length; ) {
    const { edges, counts } = histograms[i] as Histogram
    const together = counts.slice()
    // One source counts by the same edges: those are added count by count.
    for (i += 1; i < histograms.length && isCountedBy(histograms[i] as Histogram, edges); i++)
      addCounts(together, (histograms[i] as Histogram).counts)
    sum.add({ edges, counts: together })
  }
  return sum.histogram()
}

function isCountedBy({ edges }: Histogram, by: readonly number[]): boolean {
  if (edges === by) return true
  if (edges.length !== by.length) return false
  for (let i = 0; i < by.length; i++) if (edges[i] !== by[i]) return false
  return true
}

function addCounts(to: number[], counts: readonly number[]): void {
  for (let i = 0; i < counts.length; i++) to[i] = (to[i] ?? 0) + (counts[i] as number)
}

/** How many lie above `point`; null where a bucket that is not empty lies around it. */
export function above({ edges, counts }: Histogram, point: number): number | null {
  let bucket = 0
  while (bucket < edges.length && (edges[bucket] ?? 0) < point) bucket += 1
  if (edges[bucket] !== point && (counts[bucket] ?? 0) > 0) return null
  let sum = 0
  for (let i = bucket + 1; i < counts.length; i++) sum += counts[i] ?? 0
  return sum
}

export function totalOf({ counts }: Histogram): number {
  let sum = 0
  for (let i = 0; i < counts.length; i++) sum += counts[i] as number
  return sum
}

export type Quantile = {
  readonly value: number
  /** The bucket that it lies in, (low, high]; `high` is infinite for what is above the last edge. */
  readonly low: number
  readonly high: number
}

/**
 * The value that `q` of all do not exceed, by linear interpolation inside the bucket that holds it, as Prometheus'
 * histogram_quantile does (https://prometheus.io/docs/prometheus/latest/querying/functions/#histogram_quantile).
 * Above the last edge the answer is that edge: at least so much. The true one lies in the same bucket, so the error
 * is less than that bucket is wide. Null where nothing was counted, or nothing is known of how much it was.
 */
export function quantileOf({ edges, counts }: Histogram, q: number): Quantile | null {
  const total = totalOf({ edges, counts })
  if (total === 0 || edges.length === 0) return null
  const rank = q * total
  let below = 0
  for (let i = 0; i < edges.length; i++) {
    const high = edges[i] as number
    const here = counts[i] ?? 0
    if (here > 0 && below + here >= rank) {
      const low = i === 0 ? Math.min(0, high) : (edges[i - 1] ?? 0)
      return { value: low + (high - low) * ((rank - below) / here), low, high }
    }
    below += here
  }
  const last = edges.at(-1) ?? 0
  return { value: last, low: last, high: Number.POSITIVE_INFINITY }
}

/** Of the buckets that are not empty: every evaluation of every rule comes here with all that it looks back on. */
class Sum {
  readonly #lows: number[] = []
  readonly #highs: number[] = []
  readonly #counts: number[] = []

  add({ edges, counts }: Histogram): void {
    const [lows, highs, sums] = [this.#lows, this.#highs, this.#counts]
    let at = 0
    for (let i = 0; i < counts.length; i++) {
      const count = counts[i] as number
      if (count === 0) continue
      const low = i === 0 ? Number.NEGATIVE_INFINITY : (edges[i - 1] as number)
      const high = i === edges.length ? Number.POSITIVE_INFINITY : (edges[i] as number)
      while (at < highs.length && (highs[at] as number) <= low) at += 1
      // Nearly always the same bucket again: one source counts by the same edges.
      if (lows[at] === low && highs[at] === high) sums[at] = (sums[at] as number) + count
      else this.#put(at, low, high, count)
    }
  }

  /** At the first bucket that ends above `low`. */
  #put(at: number, low: number, high: number, count: number): void {
    const [lows, highs, counts] = [this.#lows, this.#highs, this.#counts]
    if (at === lows.length) {
      lows.push(low)
      highs.push(high)
      counts.push(count)
      return
    }
    if ((lows[at] as number) >= high) {
      lows.splice(at, 0, low)
      highs.splice(at, 0, high)
      counts.splice(at, 0, count)
      return
    }
    counts[at] = (counts[at] as number) + count
    if (low < (lows[at] as number)) lows[at] = low
    if (high <= (highs[at] as number)) return
    highs[at] = high
    let next = at + 1
    for (; next < lows.length && (lows[next] as number) < (highs[at] as number); next++) {
      counts[at] = (counts[at] as number) + (counts[next] as number)
      highs[at] = Math.max(highs[at] as number, highs[next] as number)
    }
    for (const list of [lows, highs, counts]) list.splice(at + 1, next - at - 1)
  }

  histogram(): Histogram {
    const buckets = new Buckets()
    for (let i = 0; i < this.#lows.length; i++)
      buckets.add(this.#lows[i] as number, this.#highs[i] as number, this.#counts[i] as number)
    return buckets.histogram()
  }
}
