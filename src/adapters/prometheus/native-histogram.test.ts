import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { PrometheusSignalBinding } from '../../core/binding/signal-binding.ts'
import { above, quantileOf, totalOf } from '../../core/histogram/histogram.ts'
import { nativeBucketOf, nativeEdge } from '../../core/histogram/native-buckets.ts'
import type { Question } from '../../ports/metrics.ts'
import { formFault } from './form-fault.ts'
import { nativeHistogramFrom } from './native-histogram.ts'
import { distributionSamples, nativeSamples } from './samples.ts'
import { type Series, seriesFrom } from './series.ts'

/** As the API lists it: the rule says which ends belong to the bucket. */
const bucket = (low: number | string, high: number | string, count: number | string, rule = 0) => [
  rule,
  String(low),
  String(high),
  String(count),
]

/** Counts values by a schema, as an exporter does. */
function native(values: readonly number[], schema: number) {
  const counts = new Map<number, number>()
  for (const value of values) {
    const at = Math.ceil(Math.log2(value) * 2 ** schema - 1e-9)
    counts.set(at, (counts.get(at) ?? 0) + 1)
  }
  const edge = (at: number) => 2 ** (at / 2 ** schema)
  const buckets = [...counts]
    .sort(([a], [b]) => a - b)
    .map(([at, count]) => bucket(edge(at - 1), edge(at), count))
  return { count: String(values.length), sum: '0', buckets }
}

/** Not at an edge, where the test's own rounding would decide. */
const isInside = (value: number) =>
  Math.abs(Math.log2(value) * 256 - Math.round(Math.log2(value) * 256)) > 1e-5
const seconds = fc.array(
  fc
    .double({ min: Math.log(0.001), max: Math.log(60), noNaN: true })
    .map(Math.exp)
    .filter(isInside),
  { minLength: 1, maxLength: 60 },
)

test('every edge of a native histogram that is kept says what was counted, whatever its schema', () => {
  fc.assert(
    fc.property(seconds, fc.integer({ min: -2, max: 8 }), (values, schema) => {
      const histogram = nativeHistogramFrom(native(values, schema))
      assert.ok(histogram !== null)
      assert.equal(totalOf(histogram), values.length)
      for (const edge of histogram.edges)
        assert.equal(above(histogram, edge), values.filter((value) => value > edge * (1 + 1e-9)).length)
    }),
  )
})

test('a quantile is told to within 4.4 % from schema 4 on, and the room is bounded', () => {
  fc.assert(
    fc.property(seconds, fc.integer({ min: 4, max: 8 }), (values, schema) => {
      const found = quantileOf(nativeHistogramFrom(native(values, schema)) ?? { edges: [], counts: [] }, 0.95)
      const truth = values.toSorted((a, b) => a - b)[Math.ceil(0.95 * values.length) - 1] ?? 0
      assert.ok(Math.abs((found?.value ?? 0) - truth) <= 0.045 * truth)
    }),
  )
  const all = Array.from({ length: 4_000 }, (_, i) => 10 ** (i / 8 - 250))
  assert.ok((nativeHistogramFrom(native(all, 8))?.counts.length ?? 1e9) <= 640)
})

test('a bucket holds the values up to its edge', () => {
  for (const at of [-200, -17, -16, -1, 0, 1, 16, 95]) {
    assert.equal(nativeBucketOf(nativeEdge(at)), at)
    assert.equal(nativeBucketOf(nativeEdge(at) * (1 + Number.EPSILON)) + 0, at + 1)
  }
})

test('zero, what is negative, custom buckets, and what is no number are read as what they are', () => {
  const read = (...buckets: ReturnType<typeof bucket>[]) =>
    nativeHistogramFrom({ count: '1', sum: '1', buckets })
  assert.deepEqual(read(), { edges: [], counts: [0] })
  assert.deepEqual(nativeHistogramFrom({ count: '0', sum: '0' }), { edges: [], counts: [0] })
  assert.deepEqual(read(bucket(-0.001, 0.001, 3, 3), bucket(1, 2, 4)), {
    edges: [0.001, 1, 2],
    counts: [3, 0, 4, 0],
  })
  assert.deepEqual(read(bucket(-2, -1, 5, 1), bucket(-0.5, 0.5, 3, 3)), {
    edges: [-2, -1, -0.5, 0.5],
    counts: [0, 5, 0, 3, 0],
  })
  assert.deepEqual(read(bucket('-Inf', 0.1, 2, 3), bucket(0.1, 0.3, 0), bucket(0.3, '+Inf', 7)), {
    edges: [0.1, 0.3],
    counts: [2, 0, 7],
  })
  for (const wrong of ['NaN', '-1', '+Inf']) assert.equal(read(bucket(1, 2, wrong)), null)
})

const LABELS = { target: 'service', arm: 'side', armIs: 'side' } as const
const CANARY: Question = {
  environment: 's',
  target: 'wix',
  slot: 'canary',
  side: 'green',
  signal: 'l',
  from: 0,
}
const signal: Extract<PrometheusSignalBinding, { kind: 'distribution' }> = {
  source: 'prometheus',
  kind: 'distribution',
  unit: 'ms',
  direction: 'higher',
  labels: LABELS,
  buckets: 'b',
  scale: 1_000,
  quantile: 0.95,
}
const WINDOWS = { from: 10_000, to: 40_000, spanMs: 10_000, share: 0.5 }

function answer(...moments: readonly (readonly [at: number, ...values: number[]])[]): Series {
  const metric = { service: 'wix', side: 'green' }
  const histograms = moments.map(([at, ...values]) => [at, native(values, 4)])
  const [series] = seriesFrom({ resultType: 'matrix', result: [{ metric, histograms }] }, 'matrix')
  assert.ok(series !== undefined)
  return series
}

test('pods are added up, the first interval is not measured, and the window is scaled back to the interval', () => {
  const one = answer([0, 0.2], [10, 0.4, 0.4, 0.4, 0.4], [20, 0.4, 0.4], [40, 1, 1])
  const other = answer([10, 0.4, 0.4, 3, 3], [20, 0.4, 0.4])
  const samples = nativeSamples(signal, [one, other])(CANARY, WINDOWS)
  assert.deepEqual(
    samples.map(({ at, ...sample }) => [at, sample.kind === 'distribution' && totalOf(sample)]),
    [
      [0, 4],
      [10_000, 2],
    ],
  )
  assert.ok(samples[0]?.kind === 'distribution')
  const value = quantileOf(samples[0], 0.5)?.value ?? 0
  assert.ok(value >= 385 && value <= 415, `${value} ms of 0.4 s`)
})

test('a change of resolution makes what is added up coarser, not wrong', () => {
  const fine = answer([0, 0.4], [10, 0.4, 0.5])
  const metric = { service: 'wix', side: 'green' }
  const histograms = [[10, native([0.4, 0.6], 0)]]
  const coarse = seriesFrom({ resultType: 'matrix', result: [{ metric, histograms }] }, 'matrix')
  const [sample] = nativeSamples(signal, [fine, ...coarse])(CANARY, { ...WINDOWS, share: 1 })
  assert.ok(sample?.kind === 'distribution')
  assert.deepEqual(sample.edges, [250, 500, 1_000])
  assert.deepEqual(sample.counts, [0, 3, 1, 0])
})

test('where numbers are needed, or both come at once, the answer is refused with what to write', () => {
  const series = [answer([0, 0.4])]
  assert.match(formFault(series, 'ratio')?.remedy ?? '', /histogram_count/)
  assert.equal(formFault(series, 'distribution'), null)
  const classic: Series = { labels: { service: 'wix', side: 'green', le: '+Inf' }, points: [[0, 1]] }
  assert.match(formFault([...series, classic], 'distribution')?.message ?? '', /at once/)
  assert.equal(formFault([classic], 'ratio'), null)
  assert.deepEqual(distributionSamples(signal, series)(CANARY, WINDOWS), [])
})
