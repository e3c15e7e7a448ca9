import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { after, before, describe, test } from 'node:test'
import { promisify } from 'node:util'
import { type Prometheus, startPrometheus } from '../../../../demo/parts/prometheus.ts'
import { part, skip } from '../../../adapters/prometheus/prometheus.testing.ts'
import { commandLineIn } from '../../terminal/terminal.testing.ts'

const HOUR_S = 3_600
const SCRAPE_S = 15
/** Whole quarters of a minute, so that intervals and scrapes meet. */
const END_S = Math.floor(Date.now() / 60_000) * 60 - 120
const START_S = END_S - 4 * HOUR_S
/** Ten minutes of five per cent failures after an hour; nothing is scraped for another ten after two. */
const INCIDENT_S = START_S + HOUR_S
const GAP_S = START_S + 2 * HOUR_S

const PLAN = `plan: watch
title: Watch the shop
inputs:
  environment: { type: enum, values: [staging], required: true }
environment: \${{ inputs.environment }}
version: v2
window: { duration: 2h }
steps:
  - rollout:
      targets: [shop]
      stages: [{ weight: 20, hold: 10m }, { weight: 100, hold: 10m }]
      guards:
        - { signal: errors, above: 3%, for: 2m }
        - { signal: errors, worseThan: stable*1.5, confidence: 99.9% }
`

/** The same without its rules, and with one about how long a request takes. */
const ABOUT_LATENCY = PLAN.replace(
  /guards:.*$/s,
  'guards: [{ signal: latency, worseThan: stable+10%, confidence: 99.9% }]\n',
)

/** Requests of an interval that took up to so many seconds. */
const TOOK = { 0.1: 500, 0.25: 900, 0.5: 1_000, '+Inf': 1_000 }

/** Counters as an exporter would have shown them, scrape by scrape. */
function openMetrics(): string {
  const series = { ok: 100_000, bad: 1_000 }
  const lines: Record<'ok' | 'bad', string[]> = { ok: [], bad: [] }
  const buckets: string[] = []
  for (let at = START_S; at <= END_S; at += SCRAPE_S) {
    const isIncident = at > INCIDENT_S && at <= INCIDENT_S + 600
    series.ok += 1_000
    series.bad += isIncident ? 50 : 5
    if (at > GAP_S && at <= GAP_S + 600) continue
    const scrapes = 1 + (at - START_S) / SCRAPE_S
    for (const [le, count] of Object.entries(TOOK))
      buckets.push(`shop_seconds_bucket{service="shop",side="blue",le="${le}"} ${count * scrapes} ${at}`)
    for (const code of ['ok', 'bad'] as const)
      lines[code].push(`shop_requests_total{service="shop",side="blue",code="${code}"} ${series[code]} ${at}`)
  }
  return `# HELP shop_requests Requests.\n# TYPE shop_requests counter\n${[...lines.ok, ...lines.bad].join('\n')}\n# HELP shop_seconds_bucket Time.\n# TYPE shop_seconds_bucket gauge\n${buckets.toSorted().join('\n')}\n# EOF\n`
}

describe('a backtest by a real Prometheus', { skip }, () => {
  const dir = mkdtempSync(join(tmpdir(), 'cutwater-backtest-'))
  const cutwater = commandLineIn(dir)
  let prometheus: Prometheus | undefined

  before(async () => {
    if ('missing' in part) return
    const home = join(dir, 'prometheus')
    mkdirSync(join(home, 'data'), { recursive: true })
    writeFileSync(join(dir, 'past.txt'), openMetrics())
    const promtool = join(dirname(part.binary), 'promtool')
    const words = ['tsdb', 'create-blocks-from', 'openmetrics', join(dir, 'past.txt'), join(home, 'data')]
    await promisify(execFile)(promtool, words, { env: { ...process.env, ...part.env }, timeout: 30_000 })
    prometheus = await startPrometheus({ part, dir: home, scrapeSeconds: SCRAPE_S, jobs: [] })
    writeFileSync(join(dir, 'plan.yaml'), PLAN)
    writeFileSync(join(dir, 'latency.yaml'), ABOUT_LATENCY)
    const sum = (which: string) =>
      `'sum by (service, side) (increase(shop_requests_total${which}[\${WINDOW}]))'`
    writeFileSync(
      join(dir, 'cutwater.yaml'),
      `environments:
  staging:
    prometheus: { url: '${prometheus.url}', scrape: 15s }
    targets:
      shop: { traffic: { gateway: g.sock }, sides: { blue: 'http://127.0.0.1:1', green: 'http://127.0.0.1:2' } }
    signals:
      errors:
        kind: ratio
        direction: higher
        prometheus: { good: ${sum('{code="bad"}')}, total: ${sum('')}, target: service, side: side }
      latency:
        kind: distribution
        unit: ms
        prometheus: { quantile: 0.95, buckets: 'sum by (service, side, le) (increase(shop_seconds_bucket[\${WINDOW}]))', target: service, side: side }
`,
    )
  })
  after(async () => {
    await prometheus?.stop()
    rmSync(dir, { recursive: true, force: true, maxRetries: 5 })
  })

  const at = (seconds: number) => new Date(seconds * 1_000).toISOString()
  const backtest = (...words: string[]) =>
    cutwater('backtest', 'plan.yaml', '--env', 'staging', '--binding', 'cutwater.yaml', ...words)

  test('finds the incident with its time and length, and the stretch that nobody scraped', async () => {
    const { code, out, err } = await backtest('--from', at(START_S), '--to', at(END_S), '--json')
    assert.equal(code, 4, `${out}\n${err}`)
    const [guard, worse] = JSON.parse(out).rules
    assert.equal(guard.trips.count, 1)
    const [trip] = guard.trips.first
    const tripped = trip.at / 1_000 - INCIDENT_S
    assert.ok(tripped >= 120 && tripped <= 300, `tripped ${tripped} s after it began`)
    assert.ok(trip.lastedMs >= 480_000 && trip.lastedMs <= 720_000, `true for ${trip.lastedMs} ms`)
    assert.ok(trip.evidence.value > 0.03 && trip.evidence.value < 0.05)
    const [missing] = guard.missing.longest.toSorted(
      (a: { from: number; to: number }, b: typeof a) => b.to - b.from - (a.to - a.from),
    )
    assert.ok(Math.abs(missing.from / 1_000 - GAP_S) <= 60 && missing.to - missing.from >= 540_000)
    assert.equal(worse.trips.count, 0, 'an incident of everybody is not worse than stable')
    assert.equal(worse.division, 'thinned')
  })

  test('a quiet hour exits 0, a coarser step finds the same, and an empty one is too little', async () => {
    const quiet = await backtest('--from', at(GAP_S + 1_200), '--to', at(END_S))
    assert.equal(quiet.code, 0, quiet.out)
    const coarse = await backtest(
      '--from',
      at(START_S),
      '--to',
      at(END_S),
      '--step',
      '1m',
      '--rule',
      'errors',
    )
    assert.equal(coarse.code, 4, coarse.out)
    const empty = await backtest('--from', at(START_S - 3 * HOUR_S), '--to', at(START_S - HOUR_S))
    assert.equal(empty.code, 5, empty.out)
  })

  test('a source that is not there is said of each rule, and ends in time', async () => {
    writeFileSync(
      join(dir, 'away.yaml'),
      `environments: { staging: { prometheus: { url: 'http://127.0.0.1:9', scrape: 15s }, targets: { shop: { traffic: { gateway: g.sock }, sides: { blue: 'http://127.0.0.1:1', green: 'http://127.0.0.1:2' } } }, signals: { errors: { kind: ratio, direction: higher, prometheus: { good: 'sum by (a, b) (increase(x[\${WINDOW}]))', total: 'sum by (a, b) (increase(y[\${WINDOW}]))', target: a, side: b } } } } }\n`,
    )
    const words = ['backtest', 'plan.yaml', '--env', 'staging', '--binding', 'away.yaml', '--from', '2h']
    const { code, out, err } = await cutwater(...words)
    assert.equal(code, 5, err)
    assert.match(
      out,
      /not played: Prometheus at http:\/\/127\.0\.0\.1:9 cannot be reached: .* \(asked 3 times\)/,
    )
  })

  const evidenceOf = async (plan: string) => {
    const words = ['--env', 'staging', '--binding', 'cutwater.yaml', '--evidence', '--json']
    const { code, out, err } = await cutwater('check', plan, ...words)
    assert.equal(code, 0, `${out}\n${err}`)
    return JSON.parse(out).evidence
  }

  test('check --evidence takes the traffic that was measured', async () => {
    for (const { rps, errors, why } of await evidenceOf('plan.yaml')) {
      assert.equal(why, null)
      assert.ok(Math.abs(rps - 67) < 2 && Math.abs(errors - 0.005) < 0.001, `${rps} a second, ${errors}`)
    }
  })

  test('and how long it took, by the buckets that its source has', async () => {
    const [{ rps, p50, p95, stages, why }] = await evidenceOf('latency.yaml')
    assert.equal(why, null)
    assert.ok(
      Math.abs(rps - 67) < 2 && Math.abs(p50 - 100) < 2 && p95 > 250 && p95 < 500,
      `${rps} ${p50} ${p95}`,
    )
    const within = (factor: number) =>
      stages[0].seen.find((one: { factor: number }) => one.factor === factor).within
    assert.deepEqual([within(1), within(2)], [0, 60])
  })
})
