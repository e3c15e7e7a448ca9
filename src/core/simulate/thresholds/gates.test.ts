import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { isRelative } from '../../judge/rule.ts'
import { asLine, atEveryStage, atStage, type Framed, inBake, inVerification } from './framed.testing.ts'
import { justAround } from './just.testing.ts'
import { INTERVAL, played, referenceOf, ruleOf, shapeOf } from './played.testing.ts'
import { type Sketched, sketched, type Words } from './sketched.testing.ts'

/** What `baseline` and `recent` come to where they are measured: an hour of this. */
const BEFORE = {
  'db-latency-p95': 50,
  'latency-p95': 200,
  'latency-p99': 400,
  'error-rate': 0.01,
  'errors-5xx': 0.002,
  throughput: 1_000,
} as const

/** How a row is shown: in which part of a plan. */
type Row = readonly [row: string, sketched: Sketched, frames: (row: Sketched) => readonly Framed[]]

const pags = (signal: string, says: Words) => sketched('pags-cutover', 'gates', signal, says)
const canary = (signal: string, says: Words) => sketched('progressive-canary', 'gates', signal, says)
const upgrade = (signal: string, says: Words) => sketched('database-upgrade', 'gates', signal, says)
const views = (title: string) => sketched('pags-cutover', 'checklist', 'view-age', { title, below: '5m' })
const runner = (list: Sketched['list']) => sketched('runner-rollout', list, 'runner-status', { atLeast: 1 })
const beforeAdoption = (row: Sketched) => inBake(row, 'canary')
const afterTheWork = (row: Sketched) => inBake(row, 'stable')

// biome-ignore format: a row of the runbooks is a line.
const ROWS: readonly Row[] = [
  ['T-30m: views', views('The materialized views are fresh'), asLine],
  ['T+0: errors', pags('error-rate', { below: '0.5%' }), atStage],
  ['T+0: p95', pags('latency-p95', { atMost: 'slo' }), atStage],
  ['T+0: no spike of 5xx', pags('errors-5xx', { atMost: 'recent*3' }), atStage],
  ['T+0: tasks are created', pags('task-creation', { above: '99%' }), atStage],
  ['T+0: the brain starts', pags('brain-activation-p95', { below: '150ms' }), atStage],
  ['T+15m: views', views('Views are still refreshed'), asLine],
  ['50 %: overlays', pags('overlay-render-p95', { atMost: 'slo' }), atStage],
  ['50 %: throttling', pags('throttling', { between: '20%,30%' }), atStage],
  ['50 %: the database', pags('db-latency-p95', { atMost: 'baseline+10%' }), atStage],
  ['50 %: deduplication', pags('deduplication', { above: '60%' }), atStage],
  ['least conversion of the checkout', canary('conversion-checkout', { atLeast: '80.0%' }), atEveryStage],
  ['least conversion of the sign-up', canary('conversion-signup', { atLeast: '60.0%' }), atEveryStage],
  ['least conversion of payments', canary('conversion-payments', { atLeast: '98.0%' }), atEveryStage],
  ['validation: p95', canary('latency-p95', { atMost: 'baseline+10%' }), beforeAdoption],
  ['validation: errors', canary('error-rate', { atMost: '0.5%' }), beforeAdoption],
  ['validation: throughput', canary('throughput', { atLeast: 'baseline-5%' }), beforeAdoption],
  ['after a rollback: errors', canary('error-rate', { below: '1%' }), inVerification],
  ['after a rollback: p95', canary('latency-p95', { below: '250ms' }), inVerification],
  ['after the work: errors', upgrade('error-rate', { atMost: 'baseline+10%' }), afterTheWork],
  ['after the work: p99', upgrade('latency-p99', { atMost: 'baseline+10%' }), afterTheWork],
  ['the runner is online', runner('checklist'), asLine],
  ['the runner after a rollback', runner('gates'), inVerification],
  ['the objective of every stage', sketched('dual-deploy', 'gates', 'success-ratio', { atLeast: '99.0%' }), atEveryStage],
]

for (const [row, written, frames] of ROWS) {
  const {
    plan,
    rule: { signal },
  } = written
  for (const { where, runbook, shown, begins, lastsMs, good, bad, script } of frames(written))
    describe(`${plan}, ${row}: ${signal} ${where}`, () => {
      const rule = ruleOf(runbook, signal)
      const isMeasured = isRelative(rule.bound) && ['baseline', 'recent'].includes(rule.bound.of)
      const base = isMeasured ? baseOf(signal) : null
      const just = justAround(rule, shapeOf(signal), base ?? referenceOf(plan, signal))
      const decided = (value: number) => {
        const before = base === null ? [] : [{ signal, value: base, slot: 'stable' as const }]
        const { events, status } = played(runbook, [...before, { signal, value, ...shown }], {
          until: '4h',
          ...script,
        })
        const began = events.findLast(({ type }) => type === begins)
        const end = events.find(
          ({ type, at }) => (type === good || type === bad) && at >= (began?.at ?? Number.NaN),
        )
        if (end?.type === 'gate-failed') assert.equal(status, 'rolled-back')
        return { what: end?.type, afterMs: (end?.at ?? Number.NaN) - (began?.at ?? Number.NaN) }
      }

      it('lets what is just good enough go on, when it was watched for that long', () => {
        for (const value of just.true) assertDecided(decided(value), good, lastsMs)
      })
      it('takes what is just not good enough for a failure, when it was watched for that long', () => {
        for (const value of just.false) assertDecided(decided(value), bad, lastsMs)
      })
    })
}

type Decided = { readonly what: string | undefined; readonly afterMs: number }

function assertDecided({ what, afterMs }: Decided, expected: string, lastsMs: number): void {
  assert.equal(what, expected)
  assert.ok(afterMs >= lastsMs && afterMs <= lastsMs + INTERVAL, `after ${afterMs} ms`)
}

function baseOf(signal: string): number {
  const base = Object.entries(BEFORE).find(([name]) => name === signal)
  assert.ok(base !== undefined, `what ${signal} was before`)
  return base[1]
}
