import { Buckets, type Histogram, sumOf } from '../../core/histogram/histogram.ts'
import { NATIVE_SCHEMA, nativeEdge } from '../../core/histogram/native-buckets.ts'
import { QueryFailed } from './query-failed.ts'

/** (low, high] of the unit of the histogram; the zero bucket has both around 0. */
type Bucket = { readonly low: number; readonly high: number; readonly count: number }

/**
 * A native histogram as the HTTP API writes it
 * (https://prometheus.io/docs/prometheus/latest/querying/api/#native-histograms). Buckets that are narrower than those
 * of schema 4, 4.4 %, are read as those, and more than `BUCKETS_MAX` as wider ones: edges of coarser schemas are among
 * those of finer ones, so nothing is guessed. Null where a count is no number, as after a division.
 */
export function nativeHistogramFrom(value: unknown): Histogram | null {
  const listed = typeof value === 'object' && value !== null && 'buckets' in value ? value.buckets : []
  if (!Array.isArray(listed)) throw nonsense()
  const buckets = listed.map(bucketFrom)
  if (!buckets.every(({ count }) => Number.isFinite(count) && count >= 0)) return null
  const around = buckets.filter(({ low, high }) => low <= 0 && high >= 0)
  const others = buckets.filter((bucket) => !around.includes(bucket))
  const isExponential = others.every(({ low, high }) => isEdge(low) && isEdge(high))
  return isExponential
    ? sumOf([zero(around, others), exponential(others)])
    : inOrder(buckets.filter(({ count }) => count > 0))
}

/** In the state of a judge and in memory, for each interval that a rule looks back on. */
const BUCKETS_MAX = 640

function bucketFrom(listed: unknown): Bucket {
  if (!Array.isArray(listed) || listed.length !== 4) throw nonsense()
  const [low, high, count] = listed.slice(1).map(numberFrom) as [number, number, number]
  if (!(low <= high)) throw nonsense()
  return { low, high, count }
}

function numberFrom(text: unknown): number {
  if (typeof text !== 'string') throw nonsense()
  if (/^[+-]?Inf$/.test(text))
    return text.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
  return /\d/.test(text) ? Number(text) : Number.NaN
}

/** Where nothing is negative, it is the first one. */
function zero(around: readonly Bucket[], others: readonly Bucket[]): Histogram {
  const hasNegative = others.some(({ high }) => high < 0)
  const buckets = around.filter(({ count }) => count > 0)
  return sumOf(
    buckets.map(({ low, high, count }) => one(hasNegative ? low : Number.NEGATIVE_INFINITY, high, count)),
  )
}

function one(low: number, high: number, count: number): Histogram {
  const buckets = new Buckets()
  buckets.add(low, high, count)
  return buckets.histogram()
}

const PER_DOUBLING = 2 ** NATIVE_SCHEMA
/** The finest schema there is. */
const FINEST = 2 ** 8
const CLOSE = 1e-6

/** Whether it may be an edge of an exponential schema; those of custom buckets are whatever somebody chose. */
function isEdge(value: number): boolean {
  const steps = Math.log2(Math.abs(value)) * FINEST
  return !Number.isFinite(steps) || Math.abs(steps - Math.round(steps)) < CLOSE
}

function exponential(buckets: readonly Bucket[]): Histogram {
  for (let step = 1; ; step *= 2) {
    const found = widened(buckets, step)
    if (found.counts.length <= BUCKETS_MAX) return found
  }
}

/** By the edges of schema 4, or every so many of them. What then lies in one bucket comes one after the other. */
function widened(buckets: readonly Bucket[], step: number): Histogram {
  const wide: { low: number; high: number; count: number }[] = []
  for (const { low, high, count } of buckets) {
    if (count === 0) continue
    const [below, last] = [edgeBelow(low, step), wide.at(-1)]
    if (last === undefined || below >= last.high)
      wide.push({ low: below, high: edgeAbove(high, step), count })
    else last.count += count
  }
  const histogram = new Buckets()
  for (const { low, high, count } of wide) histogram.add(low, high, count)
  return histogram.histogram()
}

function edgeAbove(value: number, step: number): number {
  if (!Number.isFinite(value)) return value
  return value < 0 ? -edgeAt(-value, step, Math.floor, CLOSE) : edgeAt(value, step, Math.ceil, -CLOSE)
}

function edgeBelow(value: number, step: number): number {
  if (!Number.isFinite(value)) return value
  return value < 0 ? -edgeAt(-value, step, Math.ceil, -CLOSE) : edgeAt(value, step, Math.floor, CLOSE)
}

function edgeAt(value: number, step: number, round: (steps: number) => number, slack: number): number {
  return nativeEdge(round((Math.log2(value) * PER_DOUBLING) / step + slack) * step)
}

function inOrder(buckets: readonly Bucket[]): Histogram {
  if (buckets.length > BUCKETS_MAX)
    throw new QueryFailed('bad-query', `gives a histogram of more than ${BUCKETS_MAX} custom buckets`)
  return sumOf(buckets.map(({ low, high, count }) => one(low, high, count)))
}

const nonsense = () =>
  new QueryFailed('nonsense', 'answers in another form than its API: a native histogram has no buckets')
