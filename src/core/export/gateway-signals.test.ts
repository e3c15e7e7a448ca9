import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseBinding } from '../binding/parse.ts'
import { asPrometheusHas } from './gateway-signals.ts'

function signals(prometheus: string) {
  const parsed = parseBinding(
    `environments:
  staging:
    prometheus: { url: 'http://127.0.0.1:9090', scrape: 15s${prometheus} }
    targets:
      wix:
        traffic: { gateway: run/gateway.sock }
        sides: { blue: 'http://127.0.0.1:4101', green: 'http://127.0.0.1:4102' }
    signals:
      answered: { gateway: success }
      quick: { gateway: success, statusBelow: 400, within: 1s }
      at-once: { gateway: success, within: 50ms }
      latency-p95: { gateway: latency, quantile: 0.95 }
`,
    'cutwater.yaml',
  )
  assert.ok('binding' in parsed, JSON.stringify(parsed))
  const { staging } = parsed.binding.environments
  assert.ok(staging)
  return asPrometheusHas('staging', staging)
}

const OF = 'sum by (environment, target, slot) '
const REQUESTS = 'cutwater_gateway_requests_total{environment="staging", reason!="header"'
const DURATION = 'cutwater_gateway_request_duration_seconds'

test('what nobody scrapes is asked of nobody', () => {
  for (const said of ['', ', gateways: false'])
    assert.deepEqual(
      Object.values(signals(said)).map(({ source }) => source),
      Array(4).fill('gateway'),
    )
})

test('what a gateway measures for the servers is asked of its metrics, in the same words', () => {
  const { answered, quick, 'at-once': atOnce, 'latency-p95': latency } = signals(', gateways: true')
  assert.ok(answered?.source === 'prometheus' && answered.kind === 'ratio')
  assert.deepEqual(answered.labels, { target: 'target', arm: 'slot', armIs: 'slot' })
  assert.equal(answered.counts, 'good')
  assert.equal(answered.part, `${OF}(increase(${REQUESTS}, code=~"2xx|3xx|4xx"}[\${WINDOW}]))`)
  assert.equal(answered.total, `${OF}(increase(${REQUESTS}}[\${WINDOW}]))`)
  assert.ok(quick?.source === 'prometheus' && quick.kind === 'ratio')
  assert.ok(quick.part.startsWith(`clamp_min(${OF}(increase(${REQUESTS}, code=~"2xx|3xx"}`), quick.part)
  assert.match(
    quick.part,
    /_count\{environment="staging"\}.* - .*_bucket\{environment="staging", le=~"1\(\[\.\]0\)\?"\}/,
  )
  assert.ok(atOnce?.source === 'prometheus' && atOnce.kind === 'ratio')
  assert.match(atOnce.part, /le=~"0\[\.\]05"/)
  assert.ok(latency?.source === 'prometheus' && latency.kind === 'distribution')
  assert.deepEqual([latency.quantile, latency.scale, latency.unit], [0.95, 1_000, 'ms'])
  assert.equal(
    latency.buckets,
    `sum by (environment, target, slot, le) (increase(${DURATION}_bucket{environment="staging"}[\${WINDOW}]))`,
  )
})
