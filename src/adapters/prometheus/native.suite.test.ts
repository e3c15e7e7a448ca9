import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { type Prometheus, startPrometheus } from '../../../demo/parts/prometheus.ts'
import { until } from '../../../demo/process/until.ts'
import type { PrometheusSignalBinding } from '../../core/binding/signal-binding.ts'
import { totalOf } from '../../core/histogram/histogram.ts'
import { measure } from '../../core/judge/measure.ts'
import { exposition } from '../../http/exposition/exposition.ts'
import { PROTOBUF, wantsProtobuf } from '../../http/exposition/negotiate.ts'
import { type Answer, MetricsUnavailable } from '../../ports/metrics.ts'
import { prometheusApi } from './api.ts'
import { prometheusMetrics } from './metrics.ts'
import { probeSignals } from './probe.ts'
import { part, SCRAPE_S, skip } from './prometheus.testing.ts'

const LABELS = { target: 'service', arm: 'side', armIs: 'side' } as const
const BOUND = { source: 'prometheus', unit: 'ms', direction: 'higher', labels: LABELS } as const
const counted = 'sum by (service, side) (increase(edge_duration_seconds[${WINDOW}]))'
const SIGNALS: Record<string, PrometheusSignalBinding> = {
  latency: { ...BOUND, kind: 'distribution', buckets: counted, scale: 1_000, quantile: 0.95 },
  wrong: { ...BOUND, kind: 'gauge', query: counted, scale: 1 },
  requests: {
    ...BOUND,
    unit: 'per-second',
    kind: 'count',
    query: `histogram_count(${counted})`,
  },
}
const RHYTHM = { scrapeMs: SCRAPE_S * 1_000, intervalMs: 2_000, lagMs: 1_500 }

/** Answers as a server does, and notes what it was asked for. */
async function startExporter() {
  const exposed = exposition()
  const durations = exposed.durations({
    name: 'edge_duration_seconds',
    help: 'Time to the answer.',
    labelNames: ['service', 'side'],
    buckets: [0.1, 0.3, 0.4, 0.5, 1],
  })
  const asked: string[] = []
  const server = createServer(async ({ headers: { accept } }, response) => {
    asked.push(accept ?? '')
    if (wantsProtobuf(accept)) response.setHeader('content-type', PROTOBUF).end(await exposed.protobuf())
    else response.setHeader('content-type', exposed.registry.contentType).end(await exposed.text())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const observe = (seconds: number, times = 1) => {
    for (let i = 0; i < times; i++) durations.observe({ service: 'wix', side: 'green' }, seconds)
  }
  return {
    asked,
    observe,
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

describe('a Prometheus that takes native histograms in', { skip }, () => {
  let dir: string
  let exporter: Awaited<ReturnType<typeof startExporter>>
  let prometheus: Prometheus
  before(async () => {
    if ('missing' in part) return
    dir = await mkdtemp(join(tmpdir(), 'cutwater-native-'))
    exporter = await startExporter()
    // It has been running for long: what a series had counted before its first scrape is no increase.
    exporter.observe(0.02, 1_000)
    prometheus = await startPrometheus({
      part,
      dir,
      scrapeSeconds: SCRAPE_S,
      jobs: [{ name: 'edge', targets: [{ address: exporter.address, labels: {} }] }],
      features: ['native-histograms'],
    })
  })
  after(async () => {
    await prometheus?.stop()
    exporter?.close()
    if (dir !== undefined) await rm(dir, { recursive: true, force: true, maxRetries: 5 })
  })

  const options = () => ({
    prometheus: { url: prometheus.url, token: null, ...RHYTHM },
    secrets: { get: () => '', redact: (text: string) => text },
  })
  const read = async (signal: string, from: number): Promise<Answer> => {
    const metrics = prometheusMetrics({
      ...options(),
      environments: { staging: { targets: ['wix'], signals: SIGNALS } },
      clock: { now: Date.now },
    })
    const question = {
      environment: 'staging',
      target: 'wix',
      slot: 'canary',
      side: 'green',
      signal,
      from,
    } as const
    const [answer] = await metrics.read([question], AbortSignal.timeout(5_000))
    assert.ok(answer !== undefined)
    return answer
  }
  const samplesOf = (answer: Answer) => (answer instanceof MetricsUnavailable ? [] : answer.samples)

  test('reads a p95 of 408 ms to within 5 %, where classic buckets tell 495, and counts each request once', {
    timeout: 60_000,
  }, async () => {
    const from = Date.now() - RHYTHM.intervalMs
    await until(
      'the exporter is scraped',
      20_000,
      async () => samplesOf(await read('latency', from)).length > 0,
    )
    exporter.observe(0.03, 36)
    exporter.observe(0.408, 4)
    await until('all of them are counted', 20_000, async () =>
      samplesOf(await read('latency', from)).some(
        (sample) => sample.kind === 'distribution' && totalOf(sample) > 0,
      ),
    )
    await until(
      'nothing else comes',
      20_000,
      async () => measure(samplesOf(await read('latency', from))).samples === 40,
    )
    const { value } = measure(samplesOf(await read('latency', from)))
    assert.ok(value !== null && Math.abs(value - 408) <= 0.05 * 408, `${value} ms`)
    assert.ok(exporter.asked.every(wantsProtobuf), exporter.asked[0])
    const requests = samplesOf(await read('requests', from))
    assert.equal(
      Math.round(requests.reduce((sum, sample) => sum + (sample.kind === 'ratio' ? sample.good : 0), 0)),
      40,
    )

    // Prometheus itself reads it as we do.
    const api = prometheusApi({ ...options(), ...options().prometheus, timeoutMs: 5_000 })
    const query = 'histogram_quantile(0.95, sum(increase(edge_duration_seconds[1m])))'
    const [series] = await api.at(query, Date.now(), AbortSignal.timeout(5_000))
    const theirs = (series?.points[0]?.[1] ?? 0) * 1_000
    assert.ok(Math.abs(theirs - 408) <= 0.05 * 408, `${theirs} ms`)
  })

  test('says what to write where a number is needed, also when signals are checked', {
    timeout: 60_000,
  }, async () => {
    const from = Date.now() - RHYTHM.intervalMs
    await until(
      'there is something to read',
      20_000,
      async () => samplesOf(await read('latency', from)).length > 0,
    )
    const answer = await read('wrong', from)
    assert.ok(answer instanceof MetricsUnavailable)
    assert.match(answer.message, /gives native histograms where numbers are needed: take histogram_count/)
    const signals = Object.entries(SIGNALS).map(([name, bound]) => ({
      name,
      bound,
      targets: ['wix'],
      bounds: [20_000],
    }))
    const remarks = await probeSignals({ ...options(), signals }, AbortSignal.timeout(10_000))
    const named = remarks.flatMap(({ at, code }) =>
      at !== null && at !== 'scrape' ? [`${at.signal} ${code}`] : [],
    )
    // Of its sides only one is there in this test, and it is none that both slots need.
    assert.deepEqual(named, ['wrong native-histogram'])
  })
})
