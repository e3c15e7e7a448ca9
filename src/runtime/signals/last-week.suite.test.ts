import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { promisify } from 'node:util'
import { debianPart } from '../../../demo/parts/debian-part.ts'
import { type Prometheus, startPrometheus } from '../../../demo/parts/prometheus.ts'
import { type Embedded, startEmbedded } from '../../adapters/postgres/embedded/embedded.ts'
import { prometheusMetrics } from '../../adapters/prometheus/metrics.ts'
import type { ComposedServer } from '../../compose/server.ts'
import type { PrometheusSignalBinding } from '../../core/binding/signal-binding.ts'
import { WEEK_MS } from '../../core/judge/last-week.ts'
import { beginWatch } from '../../core/judge/observe.ts'
import type { Gate } from '../../core/judge/rule.ts'
import { formatMeasure } from '../../core/judge/words.ts'
import type { Level } from '../../core/level/level.ts'
import type { CaptureStep, Runbook } from '../../core/runbook/runbook.ts'
import type { TelemetrySecond } from '../../ports/store/observation.ts'
import { levelsNow } from '../../read/records/levels-now.ts'
import {
  begin,
  changeOf,
  openRig,
  type Rig,
  TARGET,
  until,
  untilHolding,
  untilStatus,
} from '../rig.testing.ts'
import { testRunbook } from '../runbook.testing.ts'
import { answersTo } from './answers.ts'
import { lastWeekQuestions } from './last-week.ts'
import { judge, questionsFor, type Watching } from './observation-round.ts'

const part = await debianPart('prometheus')
const promtool = 'missing' in part ? '' : join(dirname(part.binary), 'promtool')
const skip = 'missing' in part ? part.missing : existsSync(promtool) ? false : 'MISSING promtool'

const STEP_MS = 15_000
const COUNT: PrometheusSignalBinding = {
  ...{ source: 'prometheus', kind: 'count', unit: 'per-second', direction: 'lower' },
  labels: { target: 'service', arm: 'side', armIs: 'side' },
  query: 'sum by (service, side) (increase(requests_total[${WINDOW}]))',
}

describe('last week in a real Prometheus', { skip, timeout: 120_000 }, () => {
  let dir = ''
  let prometheus: Prometheus
  const now = Math.floor(Date.now() / STEP_MS) * STEP_MS
  before(async () => {
    if ('missing' in part) return
    dir = await mkdtemp(join(tmpdir(), 'cutwater-last-week-'))
    // Blue served everyone a week ago, 100 a second of wix; today green does, 95 a second.
    const lines = [
      '# TYPE requests counter',
      ...series('wix', { then: 100, today: 95 }),
      ...series('new', { today: 95 }),
    ]
    const text = join(dir, 'requests.txt')
    await writeFile(text, `${lines.join('\n')}\n# EOF\n`)
    const blocks = ['tsdb', 'create-blocks-from', 'openmetrics', text, join(dir, 'data')]
    await promisify(execFile)(promtool, blocks, { env: { ...process.env, ...part.env }, timeout: 60_000 })
    prometheus = await startPrometheus({ part, dir, scrapeSeconds: 15, jobs: [], keptDays: 15 })
  })
  after(async () => {
    await prometheus?.stop()
    await rm(dir, { recursive: true, force: true, maxRetries: 5 })
  })

  /** What was scraped every 15 s over half an hour, of both sides: of a week ago, and of today. */
  function series(
    service: string,
    rates: { readonly then?: number; readonly today: number },
  ): readonly string[] {
    const half = (side: string, until: number, rate: number) =>
      Array.from({ length: 121 }, (_, i) => {
        const at = until - (120 - i) * STEP_MS
        const value = 1_000_000 + i * (STEP_MS / 1_000) * rate
        return {
          side,
          at,
          line: `requests_total{service="${service}",side="${side}"} ${value} ${at / 1_000}`,
        }
      })
    const { then, today } = rates
    const lines = [
      ...(then === undefined
        ? []
        : [...half('blue', now - WEEK_MS + 60_000, then), ...half('green', now - WEEK_MS + 60_000, 0)]),
      ...half('green', now, today),
      ...half('blue', now, 0),
    ]
    return lines.map(({ line }) => line)
  }

  async function judged(target: string) {
    const metrics = prometheusMetrics({
      prometheus: { url: prometheus.url, token: null, scrapeMs: STEP_MS, intervalMs: 30_000, lagMs: 15_500 },
      environments: { staging: { targets: [target], signals: { throughput: COUNT } } },
      secrets: { get: () => '', redact: (text) => text },
      clock: { now: Date.now },
    })
    const rule: Gate = {
      ...{ kind: 'gate', id: 'throughput', signal: 'throughput', minSamples: 50, otherwise: 'rollback' },
      bound: { op: 'at-least', of: 'baseline', times: 0.95, plus: 0 },
      form: { form: 'over', span: 300_000 },
      noData: { afterMs: 60_000, then: 'hold' },
    }
    const from = now - 600_000
    const watch = { key: 'k', step: 'bake', rule, target, from, lastWeek: true } as const
    const watching: Watching = {
      ...{ watch, refused: null, expected: null, before: null, stable: 'blue', slo: null, isDivided: true },
      ...{ change: { id: 'CHG-2026-0001', status: 'running', runbook: { ...testRunbook() } } as never },
      ...{ state: beginWatch(rule, from), shape: { kind: 'count', unit: 'per-second', direction: 'lower' } },
    }
    const [questions, before] = [
      questionsFor([watching], 30_000),
      lastWeekQuestions([watching], 30_000, Date.now()),
    ]
    const limit = AbortSignal.timeout(20_000)
    const [said, then] = await Promise.all([metrics.read(questions, limit), metrics.read(before, limit)])
    const answers = answersTo(questions, said)
    return judge(watching, answers, metrics, 0, answersTo(before, then))?.row.judged
  }

  it('is the whole target of then, beside what the canary has now', async () => {
    const word = await judged('wix')
    const { refersTo, value } = word?.evidence ?? {}
    assert.ok(
      Math.abs((value ?? 0) - 95) < 1 && Math.abs((refersTo?.number ?? 0) - 100) < 1,
      JSON.stringify(word),
    )
    assert.match(
      word === undefined ? '' : formatMeasure(word.evidence),
      /^throughput 95(\.\d+)?\/s of .* \(at least 95\/s, 5 % below last week's 100\/s at \d\d:\d\d UTC\)$/,
    )
    assert.equal(word?.verdict, 'no-worse')
  })

  it('of a target that was not there is no data', async () => {
    assert.equal((await judged('new'))?.verdict, 'no-data')
  })
})

/** Compares with last week from the first stage on. */
function following(): Runbook {
  const runbook = testRunbook({ holdMs: 3_000 })
  const capture: CaptureStep = {
    ...{ kind: 'capture', id: 'capture', title: 'Capture', after: [], targets: ['wix'] },
    ...{ signals: [], spanMs: 60_000, stated: {}, lastWeek: ['success-ratio'] },
  }
  const steps = runbook.steps.map((step) => {
    if (step.kind !== 'rollout') return step
    const bound = { op: 'at-least', of: 'baseline', times: 1, plus: -0.05 } as const
    const stages = [{ weight: 10_000, holdMs: 3_000, segments: [] }]
    return {
      ...step,
      after: ['capture', ...step.after],
      stages,
      gates: step.gates.map((gate) => ({ ...gate, bound })),
    }
  })
  return { ...runbook, steps: [capture, ...steps] }
}

describe("last week, and levels, in the gateway's telemetry", { timeout: 120_000 }, () => {
  let dir = ''
  let database: Embedded
  let rig: Rig
  let server: ComposedServer
  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'cutwater-last-week-pg-'))
    database = await startEmbedded({ dir })
    rig = await openRig(database.url)
    server = await rig.start()
  })
  after(async () => {
    await rig?.close()
    await database?.stop()
    await rm(dir, { recursive: true, force: true })
  })

  it('holds a stage while nothing is known of it, and is what a gate is decided by once it is', async () => {
    const { runtime, store } = server
    const id = await begin(runtime, following())
    await untilHolding(store, id)
    await until(async () => {
      const [row] = (await store.judges.rows(id)).filter(({ key }) => key.startsWith('rollout/success@'))
      return row !== undefined && row.judged.watermark >= row.from + 5_000 && row.judged.verdict === 'no-data'
    }, 30_000)
    assert.equal((await changeOf(store, id)).status, 'running', 'the hold is over, and no stage has passed')

    const second = Math.floor(Date.now() / 1_000) * 1_000 - WEEK_MS
    const seeded = Array.from({ length: 120 }, (_, i): readonly TelemetrySecond[] =>
      (['stable', 'canary'] as const).map((slot, j) => ({
        ...{ seq: 2 * i + j + 1, target: 'staging/wix', slot, version: 'v1', reason: 'percentage' },
        ...{ at: second + (i - 30) * 1_000, requests: 50, latency: [50], latencyFine: [] },
        classes: {
          ok: slot === 'stable' ? 50 : 40,
          redirect: 0,
          client: 0,
          server: slot === 'stable' ? 0 : 10,
          none: 0,
        },
      })),
    ).flat()
    await store.samples.add('a-gateway-of-then', seeded, Date.now())
    await untilStatus(store, id, 'succeeded')
    const entries = await store.journal.read(`change/${id}`, 0, 1_000)
    const passed = entries.find(({ type }) => type === 'stage-passed')
    assert.match(
      JSON.stringify(passed),
      /"refersTo":\{[^}]*"number":0\.9[,}]/,
      'both slots of then: 90 of 100',
    )
  })

  it('levels are told as the canary fails, kept for monitoring, and the change goes on', async () => {
    const { runtime, store } = server
    const plain = testRunbook({ holdMs: 6_000 })
    const steps = plain.steps.map((step) =>
      step.kind === 'rollout'
        ? { ...step, gates: [], guards: [], stages: [{ weight: 5_000, holdMs: 6_000, segments: [] }] }
        : step,
    )
    const level: Level = {
      ...{ id: 'success', signal: 'success-ratio', spanMs: 5_000, minSamples: 10, worse: 'lower' },
      ...{ warn: { value: 0.99 }, critical: { value: 0.5 } },
    }
    const id = await begin(runtime, { ...plain, steps, accept: [], levels: [level] })
    await untilHolding(store, id)
    const stable = (await store.targets.get(TARGET))?.desired.stable
    rig.traffic.state.expectFailures = true
    rig.traffic.state.path = `/reset/${stable === 'blue' ? 'green' : 'blue'}`
    await until(
      async () => (await levelsNow(store.judges, Date.now())).some(({ isReached }) => isReached),
      20_000,
    )
    const [now] = await levelsNow(store.judges, Date.now())
    assert.deepEqual(
      { ...now, isReached: true },
      {
        ...{ change: id, environment: 'staging', target: 'wix', signal: 'success-ratio', over: '5s' },
        ...{ level: 'warn', isReached: true },
      },
    )
    await untilStatus(store, id, 'succeeded')
    const entries = await store.journal.read(`change/${id}`, 0, 1_000)
    const told = entries.filter(({ type }) => type === 'level-changed')
    assert.match(JSON.stringify(told[0]), /"was":\[\],"now":\["warn"/)
    await until(() =>
      rig.outside.received.some(
        ({ path, body }) => path === '/everything' && JSON.stringify(body).includes('"level:changed"'),
      ),
    )
  })
})
