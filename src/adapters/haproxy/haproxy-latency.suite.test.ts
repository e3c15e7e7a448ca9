import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { debianPart } from '../../../demo/parts/debian-part.ts'
import { startPrometheus } from '../../../demo/parts/prometheus.ts'
import { freePorts } from '../../../demo/process/free-ports.ts'
import { until } from '../../../demo/process/until.ts'
import type { PrometheusSignalBinding } from '../../core/binding/signal-binding.ts'
import { LATENCY_EDGES_MS } from '../../core/histogram/latency-buckets.ts'
import { measure } from '../../core/judge/measure.ts'
import { MetricsUnavailable } from '../../ports/metrics.ts'
import { prometheusMetrics } from '../prometheus/metrics.ts'
import { STRETCHES } from './config-latency.ts'
import { haproxyUnderTest, skip } from './haproxy.testing.ts'
import { askHaproxy } from './runtime-socket.ts'
import { haproxyTraffic } from './traffic.ts'

const prometheusPart = await debianPart('prometheus')
const noPrometheus = 'missing' in prometheusPart ? prometheusPart.missing : skip

const WARM = 400

const OPEN = {
  generation: 1,
  stable: 'blue',
  split: {
    mode: 'open',
    weight: 0,
    cohort: 'c',
    segments: [{ name: 'staff', weight: 10_000 }],
    headerOverride: true,
  },
} as const

async function told(metrics: string) {
  const answer = await fetch(`http://${metrics}/latency`, { signal: AbortSignal.timeout(5_000) })
  assert.equal(answer.status, 200)
  assert.match(answer.headers.get('content-type') ?? '', /^text\/plain; version=0\.0\.4/)
  const text = await answer.text()
  const side = (name: string) =>
    [...text.matchAll(/_bucket\{proxy="wix",server="(\w+)",le="([^"]+)"\} (\d+)/g)]
      .filter(([, server]) => server === name)
      .map(([, , le, count]) => ({
        le: le === '+Inf' ? Number.POSITIVE_INFINITY : Number(le),
        below: Number(count),
      }))
  return { blue: side('blue'), green: side('green') }
}

test('the stretches that HAProxy counts by are the buckets of the gateway', () => {
  const edges = [1_000]
  for (const { upTo, step } of STRETCHES)
    for (let edge = (edges.at(-1) ?? 0) + step; edge <= upTo; edge += step) edges.push(edge)
  assert.deepEqual(
    edges.map((us) => us / 1_000),
    LATENCY_EDGES_MS,
  )
})

test('a frontend that tracks sc1 itself keeps it, and nothing is counted', { skip }, async (t) => {
  const [port = 0] = await freePorts(1)
  const metrics = `127.0.0.1:${port}`
  const own = 'backend own\n    stick-table type ip size 1k store gpc0,http_req_cnt\n'
  const haproxy = await haproxyUnderTest({
    metrics,
    edited: (config) =>
      `${config.replace(/^frontend wix-in$/m, '$&\n    http-request track-sc1 src table own')}\n${own}`,
  })
  t.after(() => haproxy.close())
  for (let i = 0; i < 3; i++) await haproxy.send({ subject: 'bo' })
  const { blue, green } = await told(metrics)
  assert.deepEqual([blue.at(-1)?.below, green.at(-1)?.below], [0, 0])
  const table = await askHaproxy(haproxy.socket, 'show table own', { timeoutMs: 2_000 })
  assert.match(table, /gpc0=0 http_req_cnt=3/)
})

describe('haproxy counts latency', { skip: noPrometheus }, () => {
  test('by the buckets of the gateway, for each side, and a p95 of some 408 ms is told to within 5 % by way of Prometheus', {
    timeout: 90_000,
  }, async (t) => {
    if ('missing' in prometheusPart) return
    const [port = 0] = await freePorts(1)
    const metrics = `127.0.0.1:${port}`
    const haproxy = await haproxyUnderTest({ metrics })
    t.after(() => haproxy.close())
    const traffic = haproxyTraffic({ instances: [haproxy], timeoutMs: 2_000 })
    await traffic.write(haproxy.target, OPEN, AbortSignal.timeout(5_000))
    const dir = await mkdtemp(join(tmpdir(), 'cutwater-haproxy-latency-'))
    t.after(() => rm(dir, { recursive: true, force: true, maxRetries: 5 }))
    const prometheus = await startPrometheus({
      part: prometheusPart,
      dir,
      scrapeSeconds: 1,
      jobs: [{ name: 'latency', path: '/latency', targets: [{ address: metrics, labels: {} }] }],
    })
    t.after(() => prometheus.stop())

    const nothing = await told(metrics)
    for (const side of [nothing.blue, nothing.green])
      assert.deepEqual(
        side.map(({ le }) => Math.round(le * 1e6) / 1_000),
        [...LATENCY_EDGES_MS, Number.POSITIVE_INFINITY],
      )
    const staff = { subject: 'ann', segment: 'staff' }
    // It has been running for long: `increase` takes a counter that is near zero for one that has just begun.
    for (let i = 0; i < WARM; i += 20)
      await Promise.all(Array.from({ length: 20 }, () => haproxy.send(staff)))
    const signals: Record<string, PrometheusSignalBinding> = {
      latency: {
        source: 'prometheus',
        kind: 'distribution',
        unit: 'ms',
        direction: 'higher',
        labels: { target: 'proxy', arm: 'server', armIs: 'side' },
        buckets: 'sum by (proxy, server, le) (increase(cutwater_haproxy_latency_seconds_bucket[${WINDOW}]))',
        scale: 1_000,
        quantile: 0.95,
      },
    }
    const rhythm = { scrapeMs: 1_000, intervalMs: 2_000, lagMs: 1_500 }
    const source = prometheusMetrics({
      prometheus: { url: prometheus.url, token: null, ...rhythm },
      environments: { staging: { targets: ['wix'], signals } },
      secrets: { get: () => '', redact: (text) => text },
      clock: { now: Date.now },
    })
    let from = Date.now()
    const samples = async () => {
      const question = {
        environment: 'staging',
        target: 'wix',
        slot: 'canary',
        side: 'green',
        signal: 'latency',
        from,
      } as const
      const [answer] = await source.read([question], AbortSignal.timeout(5_000))
      return answer === undefined || answer instanceof MetricsUnavailable ? [] : answer.samples
    }
    await until('it is scraped', 30_000, async () => (await samples()).length > 0)

    await until('what came before is measured', 30_000, async () => {
      const last = (await samples()).at(-1)
      return last !== undefined && measure([last]).samples === 0
    })
    from = Math.floor(Date.now() / rhythm.intervalMs) * rhythm.intervalMs
    const before = await told(metrics)
    const took = await Promise.all(
      Array.from({ length: 40 }, async (_, i) => {
        const began = performance.now()
        await haproxy.send(staff, i < 4 ? '/slow/408' : '/slow/20')
        return performance.now() - began
      }),
    )
    await haproxy.send({ subject: 'bo' }, '/slow/5')
    // Neither is a sample of what the version takes to answer the public.
    await haproxy.send(staff, '/status/503')
    await haproxy.send({ subject: 'cy', version: 'v2' }, '/slow/300')

    const { blue, green } = await told(metrics)
    assert.deepEqual([blue.at(-1)?.below, green.at(-1)?.below], [1, WARM + 40])
    const below = (side: typeof green, le: number) => side.find((bucket) => bucket.le === le)?.below ?? 0
    assert.deepEqual(
      [0.019, 0.4].map((le) => below(green, le) - below(before.green, le)),
      [0, 36],
    )
    await until('all of it is measured', 20_000, async () => measure(await samples()).samples === 40)
    const { value } = measure(await samples())
    const seen = took.toSorted((a, b) => a - b)[Math.ceil(0.95 * took.length) - 1] ?? 0
    assert.ok(
      value !== null && value >= 0.95 * 407 && value <= 1.05 * seen,
      `${value} ms, and ${seen} ms at the client`,
    )
  })
})
