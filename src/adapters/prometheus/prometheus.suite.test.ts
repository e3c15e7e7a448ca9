import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { until } from '../../../demo/process/until.ts'
import { parseBinding } from '../../core/binding/parse.ts'
import type { PrometheusSignalBinding } from '../../core/binding/signal-binding.ts'
import { measure } from '../../core/judge/measure.ts'
import { beginWatch, type JudgeState, observe } from '../../core/judge/observe.ts'
import type { RatioSample } from '../../core/judge/sample.ts'
import { gate, guard } from '../../core/runbook/sample-runbook.testing.ts'
import { metricsSuite } from '../../ports/metrics.suite.ts'
import { type Measured, type Metrics, MetricsUnavailable } from '../../ports/metrics.ts'
import { wayTo } from '../../ports/way-to.testing.ts'
import { everyPanelHasData } from './exported-boards.testing.ts'
import { prometheusMetrics } from './metrics.ts'
import { probeSignals } from './probe.ts'
import {
  type Exporter,
  type PrometheusUnderTest,
  prometheusUnderTest,
  SCRAPE_S,
  skip,
} from './prometheus.testing.ts'

const RHYTHM = { scrapeMs: SCRAPE_S * 1_000, intervalMs: 2_000, lagMs: 1_500 }
const LABELS = { target: 'service', arm: 'side', armIs: 'side' } as const
const SIGNALS: Record<string, PrometheusSignalBinding> = {
  success: {
    source: 'prometheus',
    kind: 'ratio',
    unit: 'ratio',
    direction: 'lower',
    labels: LABELS,
    counts: 'bad',
    part: `sum by (service, side) (increase(edge_attempts_total{code=~"5..|none"}[\${WINDOW}]))
      + sum by (service, side) (
          increase(edge_duration_seconds_count{code!~"5.."}[\${WINDOW}])
          - ignoring (le) increase(edge_duration_seconds_bucket{code!~"5..", le="1"}[\${WINDOW}]))`,
    total: 'sum by (service, side) (increase(edge_attempts_total[${WINDOW}]))',
  },
  'success-by-path': {
    source: 'prometheus',
    kind: 'ratio',
    unit: 'ratio',
    direction: 'lower',
    labels: { ...LABELS, each: 'path' },
    counts: 'bad',
    part: 'sum by (service, side, path) (increase(edge_path_attempts_total{code="500"}[${WINDOW}]))',
    total: 'sum by (service, side, path) (increase(edge_path_attempts_total[${WINDOW}]))',
  },
  latency: {
    source: 'prometheus',
    kind: 'distribution',
    unit: 'ms',
    direction: 'higher',
    labels: LABELS,
    buckets: 'sum by (service, side, le) (increase(edge_duration_seconds_bucket[${WINDOW}]))',
    scale: 1_000,
    quantile: 0.95,
  },
}
/**
 * Where its counters stand is known before anything is counted. A Prometheus begins to scrape some seconds after its
 * start.
 */
async function untilMeasured(metrics: Metrics, target: string, version = ''): Promise<void> {
  const from = Date.now() - RHYTHM.intervalMs
  const question = {
    environment: 'staging',
    target,
    slot: 'canary',
    side: 'green',
    signal: 'success',
    version,
    from,
  } as const
  await until('the exporter is scraped', 20_000, async () => {
    const [answer] = await metrics.read([question], AbortSignal.timeout(5_000))
    return answer !== undefined && 'samples' in answer && answer.samples.length > 0
  })
}

const OUTCOMES = {
  good: ['200', 0.02],
  error: ['500', 0.02],
  slow: ['200', 1.2],
  none: ['none', null],
} as const

/** Twenty answers a second, three of them bad, until it is told to stop. */
function traffic(exporter: Exporter, target: string): () => void {
  const timer = setInterval(() => {
    exporter.count(target, 'green', '200', 0.02, 17)
    exporter.count(target, 'green', '500', 0.02, 3)
  }, 1_000)
  return () => clearInterval(timer)
}

function metricsOf(url: string, target: string, signals = SIGNALS): Metrics {
  return prometheusMetrics({
    prometheus: { url, token: null, ...RHYTHM },
    environments: { staging: { targets: [target], signals } },
    secrets: { get: () => '', redact: (text) => text },
    clock: { now: Date.now },
  })
}

async function read(metrics: Metrics, target: string, from: number, signal = 'success'): Promise<Measured> {
  const question = {
    environment: 'staging',
    target,
    slot: 'canary',
    side: 'green',
    signal,
    from,
  } as const
  const [answer] = await metrics.read([question], AbortSignal.timeout(5_000))
  assert.ok(answer !== undefined && 'samples' in answer, String(answer))
  return answer
}

describe('prometheus', { skip, concurrency: 20 }, () => {
  let real: PrometheusUnderTest
  let services = 0
  before(async () => {
    real = await prometheusUnderTest()
  })
  after(async () => real?.close())

  test('a scrape that is slower than the binding says is named, by a run and by the check of signals', {
    timeout: 60_000,
  }, async () => {
    const target = 'wix-slow'
    real.exporter.open(target)
    // It scrapes each second, and on a busy machine two scrapes are a little nearer to each other.
    const words = /what it counts is scraped every (?:1s|[6-9]00ms), and the binding says scrape: 200ms/
    const prometheus = { ...real.prometheus, token: null, scrapeMs: 200, intervalMs: 400, lagMs: 300 }
    const parts = { prometheus, secrets: { get: () => '', redact: (text: string) => text } }
    const metrics = prometheusMetrics({
      ...parts,
      environments: { staging: { targets: [target], signals: SIGNALS } },
      clock: { now: Date.now },
    })
    await untilMeasured(metricsOf(real.prometheus.url, target), target)
    const question = {
      environment: 'staging',
      target,
      slot: 'canary',
      side: 'green',
      signal: 'latency',
    } as const
    const [answer] = await metrics.read(
      [{ ...question, from: Date.now() - 5_000 }],
      AbortSignal.timeout(5_000),
    )
    assert.ok(answer instanceof MetricsUnavailable, JSON.stringify(answer))
    assert.match(answer.message, /^latency: Prometheus at http.* has nothing of what buckets counts: /)
    assert.match(answer.message, words)
    const signals = Object.entries(SIGNALS).map(([name, bound]) => ({
      name,
      bound,
      targets: [target],
      bounds: [],
    }))
    const remarks = await probeSignals({ ...parts, signals }, AbortSignal.timeout(20_000))
    assert.deepEqual(
      remarks.map(({ at, code }) => [at, code]),
      [['scrape', 'slow-scrape']],
    )
    assert.match(remarks[0]?.message ?? '', words)
    assert.match(remarks[0]?.remedy ?? '', /^write scrape: (?:1s|[6-9]00ms), /)
  })

  test('an observer that knows nothing comes to the same from the history', {
    timeout: 60_000,
  }, async (t) => {
    const target = 'wix-history'
    real.exporter.open(target)
    const metrics = metricsOf(real.prometheus.url, target)
    await untilMeasured(metrics, target)
    t.after(traffic(real.exporter, target))
    const from = Date.now()
    const rules = [
      gate,
      { ...guard, minSamples: 5, form: { form: 'for', ms: 3_000, lookbackMs: 4_000 } as const },
    ]
    const feed = (states: readonly JudgeState[], { samples: canary }: Measured, watermark: number) =>
      rules.map((rule, i) =>
        observe(rule, states[i] ?? beginWatch(rule, from), { canary, stable: [], watermark, stepMs: 2_000 }),
      )
    let seen = from
    let went: readonly JudgeState[] = []
    await until('ten seconds are judged', 30_000, async () => {
      const measured = await read(metrics, target, Math.max(from, seen - 2_000))
      went = feed(went, measured, measured.watermark)
      seen = went[0]?.watermark ?? from
      await setTimeout(500)
      return seen - from > 10_000
    })
    assert.deepEqual(feed([], await read(metrics, target, from), seen), went)
    assert.deepEqual(
      went.map(({ verdict }) => verdict),
      ['worse', 'worse'],
    )
    assert.equal(went[0]?.evidence.value, 0.85)
  })

  test('gauges, counts and means are measured in the scale of their unit', { timeout: 60_000 }, async (t) => {
    const target = 'wix-kinds'
    real.exporter.open(target)
    const from = { source: 'prometheus', labels: LABELS, direction: 'higher' } as const
    const metrics = metricsOf(real.prometheus.url, target, {
      ...SIGNALS,
      saturation: {
        ...from,
        kind: 'gauge',
        unit: 'ratio',
        scale: 0.01,
        query: '42 + 0 * sum by (service, side) (avg_over_time(edge_attempts_total[${WINDOW}]))',
      },
      rate: {
        ...from,
        kind: 'count',
        unit: 'per-second',
        query: 'sum by (service, side) (increase(edge_attempts_total[${WINDOW}]))',
      },
      'request-duration': {
        ...from,
        kind: 'mean',
        unit: 's',
        scale: 1_000,
        sum: 'sum by (service, side) (increase(edge_duration_seconds_sum[${WINDOW}]))',
        total: 'sum by (service, side) (increase(edge_duration_seconds_count[${WINDOW}]))',
      },
    })
    await untilMeasured(metrics, target)
    t.after(traffic(real.exporter, target))
    const began = Date.now() + 2_000
    const measureOf = async (signal: string) => measure((await read(metrics, target, began, signal)).samples)
    await until(
      'three intervals are measured',
      30_000,
      async () => (await measureOf('saturation')).samples >= 3,
    )
    assert.ok(Math.abs(((await measureOf('saturation')).value ?? 0) - 0.42) < 1e-9)
    assert.ok(Math.abs(((await measureOf('request-duration')).value ?? 0) - 20) < 0.5)
    const rate = await measureOf('rate')
    assert.ok(
      rate.samples >= 4 && rate.value !== null && rate.value > 5 && rate.value < 60,
      String(rate.value),
    )
  })

  test('every panel of exported dashboards has data of both sides', { timeout: 60_000 }, async () => {
    real.exporter.open('wix-boards')
    await everyPanelHasData(real, 'wix-boards')
  })

  test('an SLO of a file is measured as it says', { timeout: 60_000 }, async () => {
    const target = 'wix-slo'
    real.exporter.open(target)
    const slo = `apiVersion: openslo/v1
kind: SLO
metadata: { name: works }
spec:
  indicator:
    spec:
      ratioMetric:
        counter: true
        bad: { metricSource: { type: Prometheus, spec: { query: 'edge_attempts_total{code=~"5.."}' } } }
        total: { metricSource: { type: Prometheus, spec: { query: edge_attempts_total } } }
  objectives: [{ target: 0.9 }]
`
    const written = 'openslo: { file: slo.yaml, name: works, target: service, side: side }'
    const parsed = parseBinding(
      `environments: { staging: { prometheus: { url: 'http://h:1', scrape: 1s }, signals: { success: { ${written} } } } }`,
      'cutwater.yaml',
      () => ({ text: slo }),
    )
    assert.ok('binding' in parsed, JSON.stringify(parsed))
    const { success } = parsed.binding.environments.staging?.signals ?? {}
    assert.ok(success?.source === 'prometheus' && success.slo === 0.9)
    const metrics = metricsOf(real.prometheus.url, target, { success })
    await untilMeasured(metrics, target)
    const from = Date.now() - 4_000
    real.exporter.count(target, 'green', '200', 0.02, 17)
    real.exporter.count(target, 'green', '500', 0.02, 3)
    const seen = async () => measure((await read(metrics, target, from)).samples)
    await until('all are counted', 20_000, async () => (await seen()).samples >= 20)
    assert.deepEqual(await seen(), { value: 0.85, samples: 20 })
  })

  test('a label of the team tells the slots apart, by the version of the change', {
    timeout: 60_000,
  }, async () => {
    const target = 'wix-versions'
    real.exporter.open(target, ['v1', 'v1-b', 'v2'])
    const words = { canary: '${VERSION}', stable: null }
    const labels = { target: 'service', arm: 'side', armIs: 'slot', words } as const
    const signals = Object.fromEntries(Object.entries(SIGNALS).map(([name, of]) => [name, { ...of, labels }]))
    const metrics = metricsOf(real.prometheus.url, target, signals)
    await untilMeasured(metrics, target, 'v2')
    const from = Date.now() - 4_000
    for (const [version, count] of [
      ['v1', 5],
      ['v1-b', 7],
      ['v2', 10],
    ] as const)
      real.exporter.count(target, version, '200', 0.02, count)
    const totals = async () => {
      const ask = {
        environment: 'staging',
        target,
        side: 'green',
        signal: 'success',
        version: 'v2',
        from,
      } as const
      const answers = await metrics.read(
        [
          { ...ask, slot: 'canary' },
          { ...ask, slot: 'stable' },
        ],
        AbortSignal.timeout(5_000),
      )
      return answers.map((answer) =>
        'samples' in answer
          ? (answer.samples as readonly RatioSample[]).reduce((sum, { total }) => sum + total, 0)
          : -1,
      )
    }
    await until('both are counted', 20_000, async () => (await totals()).every((total) => total > 0))
    await setTimeout(2 * RHYTHM.intervalMs)
    assert.deepEqual(await totals(), [10, 12])
  })

  test('a Prometheus that was killed leaves a gap, and no number that never was', {
    timeout: 60_000,
  }, async (t) => {
    const own = await prometheusUnderTest()
    t.after(() => own.close())
    const target = 'wix'
    own.exporter.open(target)
    const metrics = metricsOf(own.prometheus.url, target)
    await untilMeasured(metrics, target)
    t.after(traffic(own.exporter, target))
    const from = Date.now()
    await until('it counts', 20_000, async () => (await read(metrics, target, from)).samples.length >= 2)
    await own.prometheus.kill()
    await assert.rejects(read(metrics, target, from), /ECONNREFUSED/)
    await setTimeout(3_000)
    await own.prometheus.start()
    const back = Date.now()
    const { samples } = await until('it counts again', 30_000, async () => {
      const measured = await read(metrics, target, from)
      return measured.samples.filter(({ at }) => at > back).length >= 3 ? measured : null
    })
    const ratios = samples as readonly RatioSample[]
    const gaps = ratios.slice(1).map(({ at }, i) => at - (ratios[i]?.at ?? at))
    assert.ok(Math.max(...gaps) > RHYTHM.intervalMs, `no gap in ${gaps}`)
    const end = Math.max(...samples.map(({ at, span }) => at + span))
    const seen = observe(gate, beginWatch(gate, from), {
      canary: samples,
      stable: [],
      watermark: end,
      stepMs: RHYTHM.intervalMs,
    })
    const unseen = (seen.gaps ?? []).reduce((sum, gap) => sum + gap.to - gap.from, 0)
    const measured = samples.reduce((sum, { span }) => sum + span, 0)
    const began = Math.ceil(from / RHYTHM.intervalMs) * RHYTHM.intervalMs
    assert.equal(
      unseen,
      end - began - measured,
      'what has no sample is a gap, by which the hold lasts longer',
    )
    // The first interval may begin before the traffic did, and the one before the gap holds fewer scrapes.
    for (const { total, good } of ratios) {
      assert.ok(total <= 60, `${total} were never asked in two seconds`)
      if (total > 0) assert.ok(Math.abs(good / total - 0.85) < 0.03, `${good} of ${total}`)
    }
  })

  metricsSuite('prometheus', async () => {
    const target = `wix-${++services}`
    const { prometheus, exporter } = real
    exporter.open(target)
    for (const side of ['blue', 'green'])
      for (const path of ['/orders', '/pay'])
        for (const code of ['200', '500']) exporter.countPath(target, side, path, code, 1_000)
    const way = await wayTo({ port: Number(new URL(prometheus.url).port) })
    const metrics = metricsOf(`http://127.0.0.1:${way.port}`, target)
    await untilMeasured(metrics, target)
    return {
      metrics,
      environment: 'staging',
      target,
      now: Date.now,
      lateMs: RHYTHM.scrapeMs,
      send: async (slot, count, outcome) => {
        const [code, seconds] = OUTCOMES[outcome]
        exporter.count(target, slot === 'stable' ? 'blue' : 'green', code, seconds, count)
      },
      each: {
        signal: 'success-by-path',
        label: 'path',
        names: ['/orders', '/pay'],
        send: async (slot, path, count, outcome) => {
          const side = slot === 'stable' ? 'blue' : 'green'
          exporter.countPath(target, side, path, outcome === 'good' ? '200' : '500', count)
        },
      },
      collect: async () => {},
      trouble: async (kind) => way.trouble(kind),
      restartCounters: async () => exporter.restart(target),
      close: () => way.close(),
    }
  })
})
