import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseBinding } from './parse.ts'

const SLO = `# Of the shop
---
apiVersion: openslo/v1
kind: SLO
metadata: { name: checkout, displayName: Checkout works }
spec:
  service: shop
  indicatorRef: checkout-requests
  timeWindow: [{ duration: 28d, isRolling: true }]
  budgetingMethod: Occurrences
  objectives: [{ displayName: monthly, target: 0.995 }]
---
apiVersion: openslo/v1
kind: SLI
metadata: { name: checkout-requests }
spec:
  ratioMetric:
    counter: true
    good:
      metricSource: { type: Prometheus, spec: { query: 'requests_total{code!~"5..", path="/pay"}' } }
    total:
      metricSource: { type: Prometheus, spec: { query: 'sum by (service, side) (increase(requests_total{path="/pay"}[{{.window}}]))' } }
---
apiVersion: openslo/v1
kind: SLO
metadata: { name: queue }
spec:
  service: shop
  indicator:
    spec:
      thresholdMetric:
        metricSource: { type: Prometheus, spec: { query: mail_queue_seconds } }
  objectives: [{ op: lte, value: 0.5, target: 0.99 }]
`
const binding = (more = '') => `environments:
  staging:
    prometheus: { url: 'http://127.0.0.1:9090', scrape: 5s }
    signals:
      checkout: { openslo: { file: slos/shop.yaml, name: checkout, target: service, side: side } }
      queue: { unit: s,${more} openslo: { file: slos/shop.yaml, name: queue, target: service, slot: track, canary: '\${VERSION}' } }
`

const parse = (slo: string, text = binding()) =>
  parseBinding(text, 'cutwater.yaml', (path) =>
    path === 'slos/shop.yaml' ? { text: slo } : { wrong: 'ENOENT' },
  )

test('an SLO gives the queries, the objective and the direction of a signal', () => {
  const parsed = parse(SLO)
  assert.ok('binding' in parsed, JSON.stringify(parsed))
  assert.deepEqual(parsed.binding.environments.staging?.signals, {
    checkout: {
      source: 'prometheus',
      kind: 'ratio',
      unit: 'ratio',
      direction: 'lower',
      slo: 0.995,
      labels: { target: 'service', arm: 'side', armIs: 'side' },
      counts: 'good',
      part: 'sum by (service, side) (increase(requests_total{code!~"5..", path="/pay"}[${WINDOW}]))',
      total: 'sum by (service, side) (increase(requests_total{path="/pay"}[${WINDOW}]))',
    },
    queue: {
      source: 'prometheus',
      kind: 'gauge',
      unit: 's',
      direction: 'higher',
      slo: 500,
      scale: 1_000,
      labels: {
        target: 'service',
        arm: 'track',
        armIs: 'slot',
        words: { canary: '${VERSION}', stable: null },
      },
      query: 'avg by (service, track) (avg_over_time(mail_queue_seconds[${WINDOW}]))',
    },
  })
})

const ROWS: readonly (readonly [title: string, from: string, to: string, words: RegExp])[] = [
  [
    'another version',
    'openslo/v1\nkind: SLI',
    'openslo/v2alpha\nkind: SLI',
    /^slos\/shop\.yaml:13:13: the version is openslo\/v2alpha/,
  ],
  [
    'a kind that is none',
    'kind: SLI',
    'kind: Indicator',
    /^slos\/shop\.yaml:14:7: OpenSLO v1 has no kind Indicator$/,
  ],
  [
    'an SLO that is not there',
    'name: checkout, d',
    'name: pay, d',
    /^slos\/shop\.yaml has no SLO checkout: it has pay, queue$/,
  ],
  [
    'an SLI that is not there',
    'name: checkout-requests }',
    'name: others }',
    /^slos\/shop\.yaml:8:17: there is no SLI checkout-requests in this file$/,
  ],
  [
    'several objectives',
    'target: 0.995 }',
    'target: 0.995 }, { displayName: weekly, target: 0.9 }',
    /^slos\/shop\.yaml:11:15: there are several objectives: say which by objective: monthly, weekly$/,
  ],
  ['no target', ', target: 0.995', '', /its objective says no target$/],
  [
    'a target beyond all',
    'target: 0.995',
    'target: 99.5',
    /^slos\/shop\.yaml:11:\d+: spec\.objectives\.0\.target is not what OpenSLO v1 has there$/,
  ],
  [
    'another source',
    "type: Prometheus, spec: { query: 'requests_total{code",
    "type: Datadog, spec: { query: 'requests_total{code",
    /^slos\/shop\.yaml:20:\d+: its metricSource is Datadog, and Prometheus is read$/,
  ],
  [
    'a source by reference',
    'type: Prometheus, spec: { query: mail',
    'metricSourceRef: prom, spec: { query: mail',
    /^slos\/shop\.yaml:32:9: a DataSource by reference is not followed/,
  ],
  [
    'a span of its own',
    '[{{.window}}]',
    '[5m]',
    /^slos\/shop\.yaml:22:\d+: its query has a span of its own: write \$\{WINDOW\}/,
  ],
  [
    'what does not count',
    'counter: true',
    'counter: false',
    /only counters are counted, and it has no counter: true$/,
  ],
  ['a quotient', 'good:\n', 'raw:\n', /a quotient cannot be added up/],
  ['a threshold without its bound', 'op: lte, value: 0.5, ', '', /its objective says no op and value$/],
  ['a text that is no YAML', 'counter: true', 'counter: [true', /^slos\/shop\.yaml:\d+: /],
]
for (const [title, from, to, words] of ROWS)
  test(`finds ${title}, with its place in the file of the SLO`, () => {
    assert.ok(SLO.includes(from), from)
    const parsed = parse(SLO.replace(from, () => to))
    assert.ok('findings' in parsed, 'nothing was found')
    const [first] = parsed.findings
    assert.match(first?.message ?? '', words)
    assert.deepEqual([first?.code, first?.severity], ['bad-slo', 'error'])
    assert.ok(first?.line === 5 || first?.line === 6, JSON.stringify(first))
  })

test('a file that cannot be read, and what the SLO says already, are refused in the binding', () => {
  const missing = parse(SLO, binding().replace('slos/shop', 'slos/none'))
  assert.ok('findings' in missing)
  assert.deepEqual(
    missing.findings.map(({ line, column, message }) => [line, column, message]),
    [[5, 36, 'slos/none.yaml cannot be read: ENOENT']],
  )
  const twice = parse(SLO, binding(' slo: 300ms,'))
  assert.ok('findings' in twice)
  assert.deepEqual(
    twice.findings.map(({ code, line, column }) => `${code} ${line}:${column}`),
    ['bad-value 6:25'],
  )
})
