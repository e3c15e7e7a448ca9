import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { request } from 'undici'
import { debianPart } from '../../demo/parts/debian-part.ts'
import { type Prometheus, startPrometheus } from '../../demo/parts/prometheus.ts'
import { freePorts } from '../../demo/process/free-ports.ts'
import { type GatewayUnderTest, gatewayUnderTest, until } from '../adapters/gateway/gateway.testing.ts'
import type { SignalBinding } from '../core/binding/signal-binding.ts'
import { asPrometheusHas } from '../core/export/gateway-signals.ts'
import type { Split } from '../core/traffic/desired.ts'

const PROGRAM = [join(import.meta.dirname, '..', 'cli', 'main.ts'), 'gateway']
const HALF: Split = { mode: 'open', weight: 5_000, cohort: 'c', segments: [], headerOverride: true }
const part = await debianPart('prometheus')
const skip = 'missing' in part ? part.missing : false

async function withMetrics(more: object = {}) {
  const [port] = await freePorts(1)
  const metrics = { listen: `127.0.0.1:${port}`, ...more }
  const gateway = await gatewayUnderTest({ program: PROGRAM, config: { metrics } })
  await gateway.admin.write(gateway.target, { generation: 7, stable: 'blue', split: HALF })
  return { gateway, address: metrics.listen }
}

const visit = async (gateway: GatewayUnderTest, path: string, headers: Record<string, string> = {}) => {
  const { body } = await request(`${gateway.url()}${path}`, { headers, dispatcher: gateway.agent })
  await body.dump()
}

test('requests, latency and weights are told to those who know the token, and nothing else is there', async () => {
  const { gateway, address } = await withMetrics({ tokenFile: 'metrics-token' })
  try {
    await writeFile(join(gateway.directory, 'metrics-token'), 'first\n')
    const ask = (token: string, path = '/metrics', method: 'GET' | 'POST' = 'GET') =>
      request(`http://${address}${path}`, { method, headers: { authorization: `Bearer ${token}` } })
    await visit(gateway, '/', { 'x-user-id': 'ann' })
    await visit(gateway, '/', { 'x-user-id': 'ann', 'x-canary-version': 'v2' })
    await visit(gateway, '/status/503', { 'x-user-id': 'ann' })
    for (const [status, asked] of [
      [401, ask('')],
      [401, ask('second')],
      [404, ask('first', '/')],
      [405, ask('first', '/metrics', 'POST')],
    ] as const) {
      const { statusCode, headers, body } = await asked
      assert.equal(statusCode, status)
      assert.equal(headers.allow, status === 405 ? 'GET, HEAD' : undefined)
      assert.equal(((await body.json()) as { status: number }).status, status)
    }
    const text = await (await ask('first')).body.text()
    const value = (series: string) => {
      const line = text.split('\n').find((one) => one.startsWith(`${series} `))
      return line === undefined ? undefined : Number(line.split(' ').at(-1))
    }
    const of = (slot: string, reason: string, code: string) =>
      value(
        `cutwater_gateway_requests_total{environment="staging",target="wix",slot="${slot}",reason="${reason}",code="${code}"}`,
      ) ?? Number.NaN
    assert.equal(of('stable', 'percentage', '2xx') + of('canary', 'percentage', '2xx'), 1)
    assert.equal(of('canary', 'header', '2xx'), 1)
    assert.equal(of('stable', 'percentage', '5xx') + of('canary', 'percentage', '5xx'), 1)
    assert.equal(of('canary', 'segment', 'none'), 0)
    const duration = 'cutwater_gateway_request_duration_seconds_count{environment="staging",target="wix"'
    const counted = ['stable', 'canary'].map((slot) => value(`${duration},slot="${slot}"}`) ?? 0)
    assert.equal(counted[0]! + counted[1]!, 1, 'neither those by header, nor failures')
    const target = '{environment="staging",target="wix"}'
    assert.equal(value(`cutwater_gateway_canary_weight_ratio${target}`), 0.5)
    assert.equal(value(`cutwater_gateway_generation${target}`), 7)
    assert.equal(value(`cutwater_gateway_latched${target}`), 0)
    assert.ok((value('process_resident_memory_bytes') ?? 0) > 1e6)
    await writeFile(join(gateway.directory, 'metrics-token'), 'second\n')
    assert.deepEqual([(await ask('first')).statusCode, (await ask('second')).statusCode], [401, 200])
  } finally {
    await gateway.close()
  }
})

describe('a Prometheus that scrapes a gateway', { skip }, () => {
  let gateway: GatewayUnderTest
  let prometheus: Prometheus
  before(async () => {
    if ('missing' in part) return
    const started = await withMetrics()
    gateway = started.gateway
    prometheus = await startPrometheus({
      part,
      dir: join(gateway.directory, 'prometheus'),
      scrapeSeconds: 1,
      jobs: [{ name: 'gateways', targets: [{ address: started.address, labels: {} }] }],
    })
  })
  after(async () => {
    await prometheus?.stop()
    await gateway?.close()
  })

  const ask = async (query: string) => {
    const answer = await fetch(`${prometheus.url}/api/v1/query`, {
      method: 'POST',
      body: new URLSearchParams({ query: query.replaceAll('${WINDOW}', '1m') }),
      signal: AbortSignal.timeout(5_000),
    })
    const { data } = (await answer.json()) as {
      data: { result: readonly { metric: { target: string; slot: string }; value: [number, string] }[] }
    }
    return new Map(data.result.map(({ metric, value }) => [metric.slot, Number(value[1])]))
  }

  test('has the signals that the gateway measures', { timeout: 60_000 }, async () => {
    const shape = { unit: 'ratio', direction: 'lower', source: 'gateway' } as const
    const latency = { unit: 'ms', direction: 'higher', source: 'gateway' } as const
    const bound: Readonly<Record<string, SignalBinding>> = {
      quick: { ...shape, kind: 'ratio', statusBelow: 500, withinMs: 100 },
      latency: { ...latency, kind: 'distribution', quantile: 0.5 },
    }
    const { quick, latency: p50 } = asPrometheusHas('staging', {
      signals: bound,
      prometheus: {
        url: prometheus.url,
        token: null,
        scrapeMs: 1_000,
        intervalMs: 2_000,
        lagMs: 0,
        gateways: true,
      },
    })
    assert.ok(quick?.source === 'prometheus' && quick.kind === 'ratio')
    assert.ok(p50?.source === 'prometheus' && p50.kind === 'distribution')
    await until(async () => (await ask('cutwater_gateway_request_duration_seconds_count')).size === 2)
    // Of forty people each meets a page, one of ten an error, and one of ten waits.
    for (let i = 0; i < 40; i += 1) {
      const path = i % 10 === 0 ? '/status/500' : i % 10 === 1 ? '/slow/300' : '/slow/20'
      await visit(gateway, path, { 'x-user-id': `visitor-${i}` })
    }
    const total = async () => [...(await ask(`sum(cutwater_gateway_requests_total)`)).values()][0]
    await until(async () => (await total()) === 40)
    const [good, all] = [await ask(quick.part), await ask(quick.total)]
    assert.deepEqual([...all.keys()].sort(), ['canary', 'stable'])
    const sum = (of: ReadonlyMap<string, number>) => [...of.values()].reduce((most, one) => most + one, 0)
    // Prometheus extends each series for itself to the edges of its window.
    assert.ok(Math.abs(sum(good) / sum(all) - 0.8) < 0.03, `${sum(good)} of ${sum(all)}`)
    const quantiles = await ask(`histogram_quantile(0.5, ${p50.buckets})`)
    for (const [slot, seconds] of quantiles) {
      const ms = seconds * p50.scale
      assert.ok(ms > 15 && ms < 60, `${slot}: ${ms} ms`)
    }
  })
})
