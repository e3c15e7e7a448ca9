import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { PrometheusSignalBinding } from '../../core/binding/signal-binding.ts'
import { examineSeries } from './examine-series.ts'
import type { ExpressionKey } from './probed.ts'

const labels = { target: 'service', arm: 'side', armIs: 'side' } as const
const ratio: PrometheusSignalBinding = {
  source: 'prometheus',
  kind: 'ratio',
  unit: 'ratio',
  direction: 'lower',
  labels,
  counts: 'bad',
  part: '',
  total: '',
}
const latency: PrometheusSignalBinding = {
  source: 'prometheus',
  kind: 'distribution',
  unit: 'ms',
  direction: 'higher',
  labels,
  buckets: '',
  scale: 1_000,
  quantile: 0.9,
}
type Labels = Record<string, string>
const of = (service: string, side = 'blue', more: Labels = {}): Labels => ({ service, side, ...more })
const inWords = (canary: string, stable: string | null): PrometheusSignalBinding => ({
  ...ratio,
  labels: { target: 'service', arm: 'track', armIs: 'slot', words: { canary, stable } },
})
const le = (...edges: string[]) => edges.map((edge) => of('wix', 'green', { le: edge }))

const ROWS: readonly (readonly [title: string, ExpressionKey, Labels[], string | null, RegExp])[] = [
  ['everybody is there', 'total', [of('wix'), of('gamma', 'green')], null, /./],
  ['no errors yet', 'bad', [], null, /./],
  ['nothing counted', 'total', [], 'no-series', /total gives nothing now/],
  [
    'one target unheard of',
    'total',
    [of('wix'), of('gama')],
    'no-series',
    /nothing for gamma: service is gama, wix/,
  ],
  [
    'another label',
    'total',
    [{ service: 'wix', server: 'blue' }],
    'no-label',
    /no series has the label side: there is server, service/,
  ],
  ['no labels at all', 'bad', [{}], 'no-label', /the label service: they have none/],
  [
    'other sides',
    'total',
    [of('wix', 'a'), of('gamma', 'b')],
    'unknown-side',
    /side is a, b, never blue or green/,
  ],
  ['no edges', 'buckets', [of('wix'), of('gamma')], 'no-label', /no series has the label le/],
  ['no last bucket', 'buckets', [...le('0.1', '1'), of('gamma')], 'no-label', /no bucket le="\+Inf"/],
  [
    'a bound above the buckets',
    'buckets',
    [...le('0.1', '0.3', '+Inf'), of('gamma')],
    'beyond-buckets',
    /ends at 300 ms.*took 300 ms/,
  ],
  ['a bound inside them', 'buckets', [...le('0.1', '0.5', '+Inf'), of('gamma')], null, /./],
]
for (const [title, key, series, code, words] of ROWS)
  test(`asked at check time: ${title}`, () => {
    const remarks = examineSeries(
      series.map((labels) => ({ labels, points: [] })),
      { key, bound: key === 'buckets' ? latency : ratio, targets: ['wix', 'gamma'], bounds: [0.97, 300] },
    )
    assert.deepEqual([remarks[0]?.code ?? null], [code])
    if (code !== null) assert.match(remarks[0]?.message ?? '', words)
  })

test('asked at check time: words of a slot, unless they are known only with a change', () => {
  const series = ['wix', 'gamma'].map((service) => ({ labels: { service, track: 'x' }, points: [] }))
  const codes = (bound: PrometheusSignalBinding) =>
    examineSeries(series, { key: 'total', bound, targets: ['wix', 'gamma'], bounds: [] }).map(
      ({ code }) => code,
    )
  assert.deepEqual(codes(inWords('preview', 'active')), ['unknown-side'])
  assert.deepEqual(codes(inWords('preview', 'x')), [])
  assert.deepEqual(codes(inWords('${VERSION}', null)), [])
})
