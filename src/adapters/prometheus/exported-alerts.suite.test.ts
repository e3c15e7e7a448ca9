import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { after, before, describe, test } from 'node:test'
import { promisify } from 'node:util'
import { rulesText } from '../../cli/export/rules-text.ts'
import { runbookWords } from '../../core/export/alert-words.ts'
import { exportedPlan, otherForms } from '../../core/export/shop.testing.ts'
import { beginWatch, observe } from '../../core/judge/observe.ts'
import type { Rule } from '../../core/judge/rule.ts'
import type { Sample } from '../../core/judge/sample.ts'
import { rulesOfLevel, thresholdsOf } from '../../core/level/level.ts'
import { windowMs } from '../../core/signal/counting-window.ts'
import { queriesOf, readerOf } from './metrics.ts'
import { part, skip } from './prometheus.testing.ts'
import type { Series } from './series.ts'

const SCRAPE_S = 15
/** Scrapes do not happen at the moments that are asked about. */
const PHASE_S = 7
const EVERY_S = 30
const BEGINS_S = 3 * 60
const STABLE = { service: 'wix', slot: 'stable' }
const CANARY = { service: 'wix', slot: 'canary' }

/** What one scrape adds to each counter of the canary, and what its gauge shows. */
type Seen = {
  readonly requests: number
  readonly errors: number
  /** Of the requests, how many took at most 0.1, 0.25, 0.3 and 1 s. */
  readonly within: readonly [number, number, number, number]
  readonly pool: number
  readonly complaints: number
  readonly baskets: number
  readonly euros: number
}

const WELL: Seen = {
  requests: 10_000,
  errors: 50,
  within: [9_900, 9_950, 9_980, 10_000],
  pool: 40,
  complaints: 0,
  baskets: 100,
  euros: 5_000,
}

type Alert = { readonly alert: string; readonly level?: string }

/** From the third minute on, so many minutes in all. Under its bound none of its alerts fires, over it each does. */
type World = {
  readonly minutes: number
  readonly under: Partial<Seen>
  readonly over: Partial<Seen>
  readonly fires: readonly Alert[]
}

const WORLDS: readonly World[] = [
  {
    minutes: 9,
    under: { errors: 499, within: [0, 9_501, 9_990, 10_000], pool: 94.99, complaints: 0.625, euros: 4_751 },
    over: { errors: 500, within: [0, 9_500, 9_990, 10_000], pool: 95, complaints: 0.75, euros: 4_750 },
    fires: [
      { alert: 'error-rate-at-least-0.05-for-3m' },
      { alert: 'error-rate-over-5m', level: 'critical' },
      { alert: 'latency-p95-over-5m', level: 'warn' },
      { alert: 'db-pool-at-least-0.95-for-2m' },
      { alert: 'complaints-above-10-over-4m' },
      { alert: 'order-value-at-most-0.95-baseline-for-2m' },
      { alert: 'order-value-over-5m', level: 'critical' },
    ],
  },
  {
    minutes: 9,
    under: { errors: 550, within: [0, 0, 9_500, 10_000], euros: 4_851 },
    over: { errors: 551, within: [0, 0, 9_499, 10_000], euros: 4_850 },
    fires: [
      { alert: 'success-ratio-below-stable-minus-0.05-over-4m' },
      { alert: 'latency-p95-above-300-for-2m' },
      { alert: 'order-value-over-5m', level: 'warn' },
    ],
  },
  {
    minutes: 9,
    under: { errors: 300, within: [0, 0, 9_501, 10_000] },
    over: { errors: 301, within: [0, 0, 9_500, 10_000] },
    fires: [
      { alert: 'success-ratio-below-slo-minus-0.02-over-2m' },
      { alert: 'latency-p95-over-5m', level: 'governance' },
    ],
  },
  {
    minutes: 9,
    under: { requests: 9_001, errors: 0 },
    over: { requests: 9_000, errors: 0 },
    fires: [{ alert: 'throughput-at-most-600-for-2m' }],
  },
]

/** What was counted up to each scrape of a series, or what it showed then. */
type Told = {
  readonly labels: Record<string, string>
  readonly name: string
  readonly values: readonly number[]
}

function told(of: Partial<Seen>, minutes: number): readonly Told[] {
  const scrapes = (minutes * 60) / SCRAPE_S
  const seen = (i: number): Seen => (i * SCRAPE_S + PHASE_S <= BEGINS_S ? WELL : { ...WELL, ...of })
  const counter = (name: string, labels: Told['labels'], each: (seen: Seen) => number): Told => {
    let sum = 100_000
    const values = Array.from({ length: scrapes }, (_, i) => {
      sum += each(seen(i))
      return Math.floor(sum + 1e-6)
    })
    return { name, labels, values }
  }
  const ofCanary = (name: string, each: (seen: Seen) => number) => counter(name, CANARY, each)
  return [
    ofCanary('requests_total', ({ requests }) => requests),
    ofCanary('errors_total', ({ errors }) => errors),
    counter('requests_total', STABLE, () => WELL.requests),
    counter('errors_total', STABLE, () => WELL.errors),
    ...['0.1', '0.25', '0.3', '1', '+Inf'].map((le, i) =>
      counter('duration_seconds_bucket', { ...CANARY, le }, ({ within }) => within[Math.min(i, 3)] ?? 0),
    ),
    { name: 'pool_busy', labels: CANARY, values: Array.from({ length: scrapes }, (_, i) => seen(i).pool) },
    ofCanary('complaints_total', ({ complaints }) => complaints),
    ofCanary('basket_count', ({ baskets }) => baskets),
    ofCanary('basket_sum', ({ euros }) => euros),
  ]
}

const { runbook, measured, file } = exportedPlan()
/** Of a day, intervals are longer than those of our own rule, and virtual time would take longer than all others. */
const isShort = (name: string): boolean => !name.endsWith('1d')
const { intervalMs, lagMs } = measured.prometheus

/** What Prometheus answers when the server asks an expression at the end of each interval. */
function answered(name: string, all: readonly Told[], minutes: number): readonly Series[] {
  const window = windowMs(measured.prometheus) / 1_000
  const isGauge = name === 'pool_busy'
  return all
    .filter((one) => one.name === name)
    .map(({ labels, values }) => ({
      labels,
      points: Array.from({ length: (minutes * 60) / EVERY_S }, (_, i) => {
        const end = i * EVERY_S
        const inside = values.filter((_, at) => {
          const when = at * SCRAPE_S + PHASE_S
          return when >= end - window && when <= end
        })
        const [first, last] = [inside[0] ?? Number.NaN, inside.at(-1) ?? Number.NaN]
        const covered = (inside.length - 1) * SCRAPE_S
        const value = isGauge
          ? inside.reduce((sum, one) => sum + one, 0) / inside.length
          : (last - first) * (window / covered)
        return [end * 1_000, value] as const
      }).filter(([, value]) => Number.isFinite(value)),
    }))
}

/** At which ends of intervals the rule of the plan would have acted, or the level is reached: by our own judge. */
function acts(rule: Rule, all: readonly Told[], minutes: number): ReadonlySet<number> {
  const bound = measured.signals[rule.signal]
  assert.ok(bound?.source === 'prometheus')
  const names = (query: string) =>
    /increase\((\w+)|avg_over_time\((\w+)/.exec(query)?.slice(1).find(Boolean) ?? ''
  const answers = new Map(queriesOf(bound).map((query) => [query, answered(names(query), all, minutes)]))
  const reader = readerOf(bound, answers)
  assert.ok(typeof reader === 'function', String(reader))
  const ask = (slot: 'canary' | 'stable'): readonly Sample[] =>
    reader(
      { environment: 'staging', target: 'wix', slot, side: 'green', signal: rule.signal, from: 0 },
      {
        from: intervalMs,
        to: minutes * 60_000,
        spanMs: intervalMs,
        share: intervalMs / windowMs(measured.prometheus),
      },
    )
  const [canary, stable] = [ask('canary'), ask('stable')]
  const reference =
    'of' in rule.bound ? { slo: bound.slo, baseline: 50 }[rule.bound.of as 'slo' | 'baseline'] : undefined
  const found = new Set<number>()
  let state = beginWatch(rule, 0)
  for (let end = intervalMs; end <= minutes * 60_000; end += intervalMs) {
    const fed = { canary, stable, watermark: end, stepMs: intervalMs }
    state = { ...observe(rule, state, reference === undefined ? fed : { ...fed, reference }), tripped: null }
    if (state.verdict === 'worse') found.add(end / 1_000)
  }
  return found
}

/** A guard by its id; of a level, the rule that says that it is not reached. */
function ruleOf({ alert, level }: Alert): Rule {
  const guard = runbook.guards?.find(({ id }) => id === alert)
  if (guard !== undefined) return guard
  const its = runbook.levels?.find(({ id }) => id === alert)
  assert.ok(its !== undefined, alert)
  const at = thresholdsOf(its).findIndex(({ name }) => name === level)
  return rulesOfLevel(its)[at] as Rule
}

/** A value every fifteen seconds, beginning at the phase, in steps of a second. */
const inSeconds = (values: readonly number[]): string =>
  `_x${PHASE_S} ${values.map((value) => `${value} _x${SCRAPE_S - 1}`).join(' ')}`

const seriesOf = ({ name, labels, values }: Told) => ({
  series: `${name}{${Object.entries(labels)
    .map(([label, value]) => `${label}="${value}"`)
    .join(', ')}}`,
  values: inSeconds(values),
})

/** Those that our own judge knows too. */
const judged: readonly Alert[] = file.alerts
  .filter(
    ({ alert, labels }) => isShort(alert) && !alert.endsWith('-no-data') && !labels.signal?.startsWith('by-'),
  )
  .map(({ alert, labels: { level } }) => (level === undefined ? { alert } : { alert, level }))

const named = ({ alert, level }: Alert) =>
  `{alertname="${alert}"${level === undefined ? '' : `, level="${level}"`}}`

/** What the rule file says at each of its evaluations has to be what our rule says of the last complete interval. */
function promTest({ fires, minutes, ...world }: World, which: 'under' | 'over', nth: number) {
  const all = told(world[which], minutes)
  const found = new Map(judged.map((one) => [named(one), acts(ruleOf(one), all, minutes)]))
  for (const one of fires)
    assert.equal((found.get(named(one))?.size ?? 0) > 0, which === 'over', `${named(one)} just ${which}`)
  const moments = Array.from({ length: (minutes * 60) / EVERY_S - 1 }, (_, i) => (i + 1) * EVERY_S)
  return {
    name: `world ${nth}, just ${which}`,
    interval: '1s',
    input_series: all.map(seriesOf),
    promql_expr_test: moments.map((at) => {
      const complete = Math.floor((at - lagMs / 1_000) / EVERY_S) * EVERY_S
      const firing = judged.filter((one) => found.get(named(one))?.has(complete))
      return {
        expr: 'count by (alertname, level) (ALERTS{alertstate="firing", alertname!~".+-no-data"})',
        eval_time: `${at}s`,
        exp_samples: firing.map((one) => ({ labels: named(one), value: 1 })),
      }
    }),
  }
}

/** Scrapes end in the third minute; what is written in the alert is compared word by word. */
function silenceTest() {
  const all = told({}, BEGINS_S / 60)
  const alert = file.alerts.find((rule) => rule.alert === 'error-rate-no-data')
  assert.ok(alert !== undefined)
  const summary = 'wix: nothing of error-rate is measured'
  const exp_annotations = {
    ...alert.annotations,
    summary,
    runbook: runbookWords(runbook).replace('{{ "{{" }}', '{{'),
  }
  const exp_alerts = [{ exp_labels: { ...alert.labels, service: 'wix' }, exp_annotations }]
  return {
    name: 'nothing is measured any more',
    interval: '1s',
    input_series: all.map(seriesOf),
    alert_rule_test: [
      { eval_time: '3m', alertname: alert.alert, exp_alerts: [] },
      { eval_time: '8m', alertname: alert.alert, exp_alerts: [] },
      { eval_time: '10m', alertname: alert.alert, exp_alerts },
    ],
  }
}

describe('alerts that are exported', { skip, timeout: 60_000 }, () => {
  let dir = ''
  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'cutwater-alerts-'))
    const of = 'the plan shop in staging'
    await writeFile(join(dir, 'rules.yaml'), rulesText(file, of))
    const recorded = file.recorded.filter(({ record }) => isShort(record))
    const alerts = file.alerts.filter(({ alert }) => isShort(alert))
    await writeFile(join(dir, 'short.yaml'), rulesText({ ...file, recorded, alerts }, of))
  })
  after(() => rm(dir, { recursive: true, force: true }))

  const promtool = async (...args: readonly string[]) => {
    if ('missing' in part) throw new Error(part.missing)
    const env = { ...process.env, ...part.env }
    const ran = promisify(execFile)(join(dirname(part.binary), 'promtool'), args, {
      cwd: dir,
      env,
      timeout: 50_000,
    })
    return ran.then(
      ({ stdout }) => stdout,
      ({ stdout, stderr }: { stdout: string; stderr: string }) =>
        assert.fail(`${stdout}${stderr}`.slice(0, 4_000)),
    )
  }

  test('promtool accepts their file, and finds nothing to complain about', async () => {
    await writeFile(join(dir, 'other.yaml'), rulesText(otherForms().file, 'the plan shop in staging'))
    for (const [name, of] of [
      ['rules.yaml', file],
      ['other.yaml', otherForms().file],
    ] as const) {
      const rules = of.recorded.length + of.alerts.length
      const said = await promtool('check', 'rules', '--lint-fatal', name)
      assert.match(said, new RegExp(`SUCCESS: ${rules} rules found`))
    }
  })

  test('fire and end at the evaluations at which the rule of the plan does, just under and just over each bound', async () => {
    const tests = WORLDS.flatMap((one, i) => [promTest(one, 'under', i), promTest(one, 'over', i)])
    const all = {
      rule_files: ['short.yaml'],
      evaluation_interval: `${EVERY_S}s`,
      tests: [...tests, silenceTest()],
    }
    await writeFile(join(dir, 'test.yaml'), JSON.stringify(all))
    assert.match(await promtool('test', 'rules', 'test.yaml'), /SUCCESS/)
  })
})
