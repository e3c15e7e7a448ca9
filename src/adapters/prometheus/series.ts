import type { Histogram } from '../../core/histogram/histogram.ts'
import type { Instant } from '../../core/time/instant.ts'
import { nativeHistogramFrom } from './native-histogram.ts'
import { QueryFailed } from './query-failed.ts'

/** One series of an answer. A value that is no number (NaN, Inf) is NaN. */
export type Series = {
  readonly labels: Readonly<Record<string, string>>
  readonly points: readonly (readonly [at: Instant, value: number])[]
  /** Of a series of native histograms, which has these instead of points. */
  readonly histograms?: readonly (readonly [at: Instant, value: Histogram])[]
}

/** Throws `QueryFailed` for another shape than `type` has. */
export function seriesFrom(data: unknown, type: 'matrix' | 'vector'): readonly Series[] {
  const { resultType, result } = dataOf(data)
  if (resultType !== type)
    throw new QueryFailed(
      'bad-query',
      `gives a ${String(resultType)} where series are needed: sum by the labels of target and side`,
    )
  if (!Array.isArray(result)) throw nonsense('the result is no list')
  return result.map((each: unknown) => {
    if (!isObject(each) || !isObject(each.metric)) throw nonsense('a series has no labels')
    const labels = each.metric as Record<string, string>
    const native = listed(type === 'matrix' ? each.histograms : each.histogram, type)
    const points = listed(type === 'matrix' ? each.values : each.value, type)
    if (native === null && points === null) throw nonsense('a series has no values')
    const found = { labels, points: (points ?? []).map(pointOf) }
    return native === null ? found : { ...found, histograms: native.flatMap(histogramOf) }
  })
}

function listed(values: unknown, type: 'matrix' | 'vector'): readonly unknown[] | null {
  if (values === undefined) return null
  if (type === 'vector') return [values]
  if (!Array.isArray(values)) throw nonsense('a series has no values')
  return values
}

/** None where it has no numbers in it. */
function histogramOf(point: unknown): readonly (readonly [Instant, Histogram])[] {
  if (!Array.isArray(point) || typeof point[0] !== 'number')
    throw nonsense('a histogram is no pair of time and value')
  const histogram = nativeHistogramFrom(point[1])
  return histogram === null ? [] : [[Math.round(point[0] * 1000), histogram]]
}

export function scalarFrom(data: unknown): Instant {
  const { resultType, result } = dataOf(data)
  if (resultType !== 'scalar') throw nonsense(`time() is a ${String(resultType)}`)
  const [at] = pointOf(result)
  return at
}

function pointOf(point: unknown): readonly [Instant, number] {
  if (!Array.isArray(point) || typeof point[0] !== 'number' || typeof point[1] !== 'string')
    throw nonsense('a value is no pair of time and text')
  return [Math.round(point[0] * 1000), /\d/.test(point[1]) ? Number(point[1]) : Number.NaN]
}

function dataOf(data: unknown): Record<string, unknown> {
  if (!isObject(data)) throw nonsense('there is no data')
  return data
}

const nonsense = (what: string) =>
  new QueryFailed('nonsense', `answers in another form than its API: ${what}`)

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
