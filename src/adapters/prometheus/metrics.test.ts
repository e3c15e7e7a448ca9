import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { PrometheusSignalBinding } from '../../core/binding/signal-binding.ts'
import { LATENCY_EDGES_MS } from '../../core/histogram/latency-buckets.ts'
import type { RatioSample } from '../../core/judge/sample.ts'
import { inWindow, shareOf } from '../../core/signal/counting-window.ts'
import type { Question } from '../../ports/metrics.ts'
import { bodyOf } from './body.ts'
import { askPages, type Span } from './pages.ts'
import { QueryFailed } from './query-failed.ts'
import {
  countSamples,
  distributionSamples,
  gaugeSamples,
  meanSamples,
  type Ratio,
  ratioSamples,
} from './samples.ts'
import { type Series, seriesFrom } from './series.ts'
import { completeUpTo, firstEnd } from './window.ts'

const RHYTHM = { intervalMs: 10_000, scrapeMs: 5_000, lagMs: 5_500 }
const labels = { target: 'proxy', arm: 'server', armIs: 'side' } as const
const ratio = (counts: 'good' | 'bad'): Ratio => ({
  source: 'prometheus',
  kind: 'ratio',
  unit: 'ratio',
  direction: 'lower',
  labels,
  counts,
  part: 'p',
  total: 't',
})
const CANARY: Question = {
  environment: 'staging',
  target: 'wix',
  slot: 'canary',
  side: 'green',
  signal: 'it',
  from: 0,
}
/** At 10 s, 20 s, ...; it was there before. */
const of = (server: string, ...values: (number | null)[]): Series => ({
  labels: { proxy: 'wix', server },
  points: [0, ...values].flatMap((value, i) => (value === null ? [] : [[i * 10_000, value] as const])),
})
const WINDOWS = { from: 10_000, to: 30_000, spanMs: 10_000, share: 1 }
const shown = (samples: readonly unknown[]) =>
  (samples as RatioSample[]).map(({ at, good, total }) => `${at / 1000}: ${good}/${total}`)

test('the window is a scrape longer than the interval, and the share takes that back', () => {
  assert.equal(
    inWindow('increase(x[${WINDOW}]) / increase(y[${WINDOW}])', RHYTHM),
    'increase(x[15000ms]) / increase(y[15000ms])',
  )
  assert.equal(shareOf(RHYTHM), 2 / 3)
  assert.equal(completeUpTo(125_400, RHYTHM), 110_000)
  assert.equal(completeUpTo(125_500, RHYTHM), 120_000)
  assert.deepEqual(
    [0, 1, 10_000].map((from) => firstEnd(from, RHYTHM)),
    [10_000, 20_000, 20_000],
  )
})

const TOTAL = [of('green', 10, 10, 10), of('blue', 90, 90, 90)]
const ROWS: readonly (readonly [title: string, Ratio, Series[], Series[], string[]])[] = [
  ['good of total', ratio('good'), [of('green', 9, 10, 0)], TOTAL, ['0: 9/10', '10: 10/10', '20: 0/10']],
  ['bad of total', ratio('bad'), [of('green', 1, 0, 10)], TOTAL, ['0: 9/10', '10: 10/10', '20: 0/10']],
  ['errors that never were are none', ratio('bad'), [], TOTAL, ['0: 10/10', '10: 10/10', '20: 10/10']],
  [
    'nothing good, where others have good ones, is 0',
    ratio('good'),
    [of('blue', 90, 90, 90)],
    TOTAL,
    ['0: 0/10', '10: 0/10', '20: 0/10'],
  ],
  ['nothing good anywhere is no measurement', ratio('good'), [], TOTAL, []],
  [
    'nobody came is a sample with 0',
    ratio('good'),
    [],
    [of('green', 0, 0, 0)],
    ['0: 0/0', '10: 0/0', '20: 0/0'],
  ],
  [
    'a total that is missing is no sample, whatever the part, nor is the first after it: that one was not whole',
    ratio('bad'),
    [of('green', 5, 5, 5)],
    [of('green', null, 10, 10)],
    ['20: 5/10'],
  ],
  [
    'NaN and Inf are no sample',
    ratio('bad'),
    [of('green', 0, Number.NaN, 0)],
    [of('green', Number.NaN, 10, Number.NaN)],
    [],
  ],
  ['a negative count is no sample', ratio('bad'), [], [of('green', -1, 10, 10)], ['10: 10/10', '20: 10/10']],
  [
    'several series of one side add up',
    ratio('bad'),
    [of('green', 1, 1, 1)],
    [...TOTAL, of('green', 5, 5, 5)],
    ['0: 14/15', '10: 14/15', '20: 14/15'],
  ],
  [
    'good is never above the total',
    ratio('good'),
    [of('green', 11, 10.4, 9.6)],
    TOTAL,
    ['0: 10/10', '10: 10/10', '20: 10/10'],
  ],
  [
    'whose label is missing belongs to nobody',
    ratio('bad'),
    [],
    [{ labels: { proxy: 'wix' }, points: [[10_000, 10]] }],
    [],
  ],
]
for (const [title, signal, part, total, expected] of ROWS)
  test(`a ratio: ${title}`, () => {
    assert.deepEqual(shown(ratioSamples(signal, part, total)(CANARY, WINDOWS)), expected)
  })

test('a slot label is asked for the slot, a side label for the side', () => {
  const bySlot = { ...ratio('bad'), labels: { target: 'proxy', arm: 'server', armIs: 'slot' } as const }
  const total = [of('canary', 3), of('green', 5)]
  const read = (signal: Ratio, question: Question) =>
    shown(ratioSamples(signal, [], total)(question, WINDOWS))
  assert.deepEqual(read(bySlot, CANARY), ['0: 3/3'])
  assert.deepEqual(read(ratio('bad'), CANARY), ['0: 5/5'])
  assert.deepEqual(read(ratio('bad'), { ...CANARY, side: 'blue' }), [])
})

test('a slot label may speak the words of the team, with the version of the change', () => {
  const total = [of('v1', 3), of('v2', 5), of('v1-b', 4)]
  const rows = [
    [{ canary: '${VERSION}', stable: null }, 'v2', ['0: 5/5'], ['0: 7/7']],
    [{ canary: '${VERSION}-b', stable: '${VERSION}' }, 'v1', ['0: 4/4'], ['0: 3/3']],
    [{ canary: 'v2', stable: 'v1' }, undefined, ['0: 5/5'], ['0: 3/3']],
    [{ canary: '${VERSION}', stable: null }, 'v3', [], ['0: 12/12']],
    [{ canary: '${VERSION}', stable: null }, undefined, [], []],
  ] as const
  for (const [words, version, canary, stable] of rows) {
    const signal = {
      ...ratio('bad'),
      labels: { target: 'proxy', arm: 'server', armIs: 'slot', words } as const,
    }
    const read = (slot: 'canary' | 'stable') =>
      shown(
        ratioSamples(
          signal,
          [],
          total,
        )({ ...CANARY, slot, ...(version === undefined ? {} : { version }) }, WINDOWS),
      )
    assert.deepEqual([read('canary'), read('stable')], [canary, stable])
  }
})

test('cumulative buckets become counts between edges in milliseconds, and need their last one', () => {
  const signal: Extract<PrometheusSignalBinding, { kind: 'distribution' }> = {
    source: 'prometheus',
    kind: 'distribution',
    unit: 'ms',
    direction: 'higher',
    labels,
    buckets: 'b',
    scale: 1_000,
    quantile: 0.9,
  }
  const bucket = (le: string, ...values: (number | null)[]): Series => {
    const { labels, points } = of('green', ...values)
    return { labels: { ...labels, le }, points }
  }
  const series = [bucket('+Inf', 30, 6, null), bucket('0.25', 15, 6, 3), bucket('1', 27, 5.9, 3)]
  assert.deepEqual(distributionSamples(signal, series)(CANARY, { ...WINDOWS, share: 2 / 3 }), [
    { kind: 'distribution', at: 0, span: 10_000, edges: [250, 1000], counts: [10, 8, 2], quantile: 0.9 },
    { kind: 'distribution', at: 10_000, span: 10_000, edges: [250, 1000], counts: [4, 0, 0], quantile: 0.9 },
  ])
})

test('edges in seconds are edges in milliseconds to the digit, those of the gateway too', () => {
  const signal = {
    ...({ source: 'prometheus', kind: 'distribution', unit: 'ms', direction: 'higher', labels } as const),
    ...{ buckets: 'b', scale: 1_000, quantile: 0.9 },
  }
  const series = [...LATENCY_EDGES_MS.map((ms) => String(ms / 1_000)), '+Inf'].map((le): Series => {
    const { labels, points } = of('green', 1, 1)
    return { labels: { ...labels, le }, points }
  })
  const [sample] = distributionSamples(signal, series)(CANARY, WINDOWS)
  assert.ok(sample?.kind === 'distribution')
  assert.deepEqual(sample.edges, LATENCY_EDGES_MS)
})

const shape = { source: 'prometheus', labels, direction: 'higher' } as const

test('a gauge is one reading an interval, in the scale of its unit; no number is no reading', () => {
  const full = { ...shape, kind: 'gauge', unit: 'ratio', query: 'q', scale: 0.01 } as const
  const series = [of('green', 50, null, 75), of('blue', Number.NaN, -3, 1)]
  assert.deepEqual(shown(gaugeSamples(full, series)(CANARY, WINDOWS)), ['0: 0.5/1', '20: 0.75/1'])
  const stable: Question = { ...CANARY, slot: 'stable', side: 'blue' }
  const plain = { ...full, unit: 'none', scale: 1 } as const
  assert.deepEqual(shown(gaugeSamples(plain, series)(stable, WINDOWS)), ['10: -3/1', '20: 1/1'])
})

test('a mean is what all of them took over how many there were', () => {
  const spent = { ...shape, kind: 'mean', unit: 's', sum: 's', total: 't', scale: 1_000 } as const
  const samples = meanSamples(spent, [of('green', 5, null, 4)], [of('green', 10, 0, 8)])
  assert.deepEqual(shown(samples(CANARY, WINDOWS)), ['0: 5000/10', '10: 0/0', '20: 4000/8'])
  const unknown = meanSamples(spent, [], [of('green', 10, 10, 10)])
  assert.deepEqual(shown(unknown(CANARY, WINDOWS)), [], 'a sum that is missing is not zero')
})

test('a count is over the seconds of its interval', () => {
  const refused = { ...shape, kind: 'count', unit: 'per-second', query: 'q' } as const
  const samples = countSamples(refused, [of('green', 30, 0, -1)])
  assert.deepEqual(shown(samples(CANARY, { ...WINDOWS, share: 0.5 })), ['0: 15/10', '10: 0/10'])
})

const json = (value: object) => JSON.stringify(value)
const FAULTS: readonly (readonly [status: number, body: string, kind: string, words: RegExp])[] = [
  [
    400,
    json({ status: 'error', errorType: 'bad_data', error: '1:5: parse error: unexpected x' }),
    'bad-query',
    /refuses the query: 1:5: parse error/,
  ],
  [
    422,
    json({ status: 'error', errorType: 'execution', error: 'many-to-many' }),
    'bad-query',
    /cannot carry the query out: many-to-many/,
  ],
  [
    422,
    json({
      status: 'error',
      errorType: 'execution',
      error: 'query processing would load too many samples into memory',
    }),
    'too-much',
    /too many samples/,
  ],
  [
    503,
    json({ status: 'error', errorType: 'timeout', error: 'query timed out' }),
    'slow',
    /gave up on the query \(503\): query timed out/,
  ],
  [500, 'oh', 'failing', /fails with 500/],
  [429, '', 'failing', /fails with 429/],
  [401, '', 'refused', /does not let us in \(401\)/],
  [404, '<html>', 'nonsense', /path of its url/],
  [302, '', 'refused', /sends us elsewhere \(302\): write http:\/\/other instead/],
  [200, '<html>\u001b[31m', 'nonsense', /not JSON: <html>$/],
  [
    200,
    json({ status: 'success', data: {}, warnings: ['a store is away'] }),
    'partial',
    /only in part: a store is away/,
  ],
]
for (const [status, body, kind, words] of FAULTS)
  test(`an answer of ${status} ${body.slice(0, 60)} is ${kind}`, () => {
    assert.throws(
      () => bodyOf(status, body, 'http://other'),
      (error) => error instanceof QueryFailed && error.kind === kind && words.test(error.message),
    )
  })

for (const [to, words] of [
  ['https://me:hunter2@new/prom/api/v1/query_range?token=hunter2', /: write https:\/\/new\/prom instead$/],
  ['https://login.example/oauth?state=hunter2', /to https:\/\/login\.example\/oauth: write an address that/],
  ['/login', /: write the address that answers by itself$/],
] as const)
  test(`a redirect to ${to} says where without what is secret in it`, () => {
    assert.throws(
      () => bodyOf(302, '', to),
      (error) => error instanceof QueryFailed && words.test(error.message) && !/hunter2/.test(error.message),
    )
  })

test('infos are told, not taken for a warning, also where they stand among the warnings', () => {
  const body = { status: 'success', data: 1, warnings: ['PromQL info: no counter'], infos: ['odd'] }
  assert.deepEqual(bodyOf(200, json(body), undefined), { data: 1, infos: ['PromQL info: no counter', 'odd'] })
})

test('anything but series is refused', () => {
  const metric = {}
  for (const [data, words] of [
    [{ resultType: 'scalar', result: [1, '1'] }, /gives a scalar where series/],
    [{ resultType: 'matrix', result: {} }, /another form/],
    [{ resultType: 'matrix', result: [{ metric, values: [[1, 2]] }] }, /another form/],
    [{ resultType: 'matrix', result: [{ metric }] }, /a series has no values/],
    [
      { resultType: 'matrix', result: [{ metric, histograms: [[1, { buckets: [[0, '1']] }]] }] },
      /no buckets/,
    ],
    [{ resultType: 'matrix', result: [{ metric, histograms: [7] }] }, /no pair of time and value/],
    [null, /another form/],
  ] as const)
    assert.throws(() => seriesFrom(data, 'matrix'), words)
  const values = [
    [1.5, 'NaN'],
    [2, '+Inf'],
    [3, '1e3'],
  ]
  assert.deepEqual(seriesFrom({ resultType: 'matrix', result: [{ metric, values }] }, 'matrix')[0]?.points, [
    [1_500, Number.NaN],
    [2_000, Number.NaN],
    [3_000, 1_000],
  ])
})

test('a long absence is read page by page, in smaller ones where an answer is too large', async () => {
  const asked: Span[] = []
  const stepMs = 1_000
  const ask = async (_: string, span: Span) => {
    asked.push(span)
    if ((span.to - span.from) / stepMs > 2_000) throw new QueryFailed('too-large', 'too large')
    return []
  }
  const { to, series } = await askPages(ask, ['a', 'b'], { from: 0, to: 50_000_000, stepMs })
  assert.deepEqual(
    asked.map((span) => span.to / stepMs),
    [9_999, 9_999, 1_249, 1_249],
  )
  assert.equal(to, 1_249 * stepMs)
  assert.deepEqual(
    [...series],
    [
      ['a', []],
      ['b', []],
    ],
  )
})
