import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { ChangeEvent } from '../../change/events/event.ts'
import { parseDuration } from '../../time/duration.ts'
import { justAround } from './just.testing.ts'
import {
  INTERVAL,
  MINUTE,
  played,
  referenceOf,
  ruleOf,
  runbookOf,
  type Shown,
  shapeOf,
} from './played.testing.ts'
import { type Sketched, sketched, statedIn, type Words } from './sketched.testing.ts'

type Row = readonly [
  row: string,
  plan: Sketched['plan'],
  signal: string,
  bound: Words,
  span: string,
  then: 'rollback' | 'pause',
]

// biome-ignore format: a row of the runbooks is a line.
const ROWS: readonly Row[] = [
  ['abort: errors', 'progressive-canary', 'error-rate', { atLeast: '5%' }, '5m', 'rollback'],
  ['abort: p95', 'progressive-canary', 'latency-p95', { above: '300ms' }, '10m', 'rollback'],
  ['abort: conversion of the checkout', 'progressive-canary', 'conversion-checkout', { atMost: 'baseline-5%' }, '15m', 'rollback'],
  ['abort: conversion of the sign-up', 'progressive-canary', 'conversion-signup', { atMost: 'baseline-5%' }, '15m', 'rollback'],
  ['abort: conversion of payments', 'progressive-canary', 'conversion-payments', { atMost: 'baseline-5%' }, '15m', 'rollback'],
  ['abort: 5xx', 'progressive-canary', 'errors-5xx', { atLeast: '2%' }, '5m', 'rollback'],
  ['abort: connections', 'progressive-canary', 'db-pool', { atLeast: '95%' }, '3m', 'rollback'],
  ['abort: memory', 'progressive-canary', 'memory', { atLeast: '90%' }, '5m', 'rollback'],
  ['business: payments that fail', 'progressive-canary', 'payment-failures', { above: '1%' }, '10m', 'pause'],
  ['trigger: errors', 'pags-cutover', 'error-rate', { above: '1%' }, '10m', 'rollback'],
  ['trigger: p95 at twice its objective', 'pags-cutover', 'latency-p95', { above: 'slo*2' }, '15m', 'rollback'],
  ['trigger: availability', 'pags-cutover', 'availability', { below: '99%' }, '10m', 'rollback'],
  ['trigger: a full pool', 'pags-cutover', 'db-pool', { atLeast: '100%' }, '30s', 'rollback'],
  ['trigger: a queue', 'pags-cutover', 'queue-depth', { above: 500 }, '15m', 'rollback'],
  ['the runner is gone', 'runner-rollout', 'runner-status', { below: 1 }, '1m', 'rollback'],
  ['guard of the ramp', 'dual-deploy', 'success-ratio', { below: '97%' }, '1m', 'rollback'],
]

for (const [row, plan, signal, bound, span, then] of ROWS)
  describe(`${plan}, ${row}: ${signal} ${Object.entries(bound).flat().join(' ')} for ${span}`, () => {
    const { rule } = sketched(plan, 'guards', signal, { ...bound, for: span })
    const spanMs = parseDuration(span) ?? 0
    const asWritten = watchedBy(plan, rule, 3 * spanMs)
    const compiled = ruleOf(asWritten, signal)
    const just = justAround(compiled, shapeOf(signal), referenceOf(plan, signal))
    const shows = (value: number, fromMs = 0): Shown => ({ signal, value, fromMs })

    it('does nothing just short of the bound', () => {
      for (const value of just.false) assert.deepEqual(acts(asWritten, [shows(value)]), [])
    })

    it(`acts just past it, within ${span} and one interval of the source`, () => {
      for (const value of just.true) {
        const [act, ...others] = acts(asWritten, [shows(value)])
        assert.deepEqual(others, [])
        assert.equal(act?.did, then)
        assert.equal(act?.rule, compiled.id)
        assert.ok(act.afterMs > spanMs && act.afterMs <= spanMs + INTERVAL, `after ${act.afterMs} ms`)
      }
    })

    it('in the middle of a run, looking back over one interval: not for a little less than that long', () => {
      const runbook = watchedBy(plan, { ...rule, lookback: '30s' }, 3 * spanMs + MINUTE)
      const [bad, good] = [just.true[0] as number, just.false[0] as number]
      const lasts = (ms: number) => [shows(good), shows(bad, MINUTE), shows(good, MINUTE + ms)]
      assert.deepEqual(acts(runbook, lasts(spanMs)), [])
      const [act] = acts(runbook, lasts(spanMs + INTERVAL))
      assert.equal(act?.did, then)
      assert.equal(act?.afterMs, MINUTE + spanMs + INTERVAL)
    })
  })

/** One stage that lasts long enough, with the row's guard on the plan. */
function watchedBy(plan: Sketched['plan'], rule: object, holdMs: number) {
  const stages = [{ weight: '50%', hold: `${holdMs}ms` }]
  const capture = { capture: { baseline: '1m', stated: statedIn(plan) } }
  return runbookOf({
    steps: [capture, { rollout: { targets: ['shop'], stages, adopt: false } }],
    guards: [rule],
  })
}

describe('progressive-canary, business: complaints above 10 over 1h', () => {
  // Bound as a gauge that shows how many there were within an hour.
  const { rule } = sketched('progressive-canary', 'guards', 'complaints', { above: 10, over: '1h' })
  const runbook = watchedBy('progressive-canary', rule, 30 * MINUTE)
  it('does nothing at ten', () => assert.deepEqual(acts(runbook, [{ signal: 'complaints', value: 10 }]), []))
  it('pauses at eleven, at the next interval of the source', () => {
    const shown = [10, 11].map((value, i) => ({ signal: 'complaints', value, fromMs: i * MINUTE }))
    const [act, ...others] = acts(runbook, shown)
    assert.deepEqual(others, [])
    assert.deepEqual([act?.did, act?.afterMs], ['pause', MINUTE + INTERVAL])
  })
})

describe('pags-cutover, trigger: deadlocks above recent*3 over 5m', () => {
  const { rule } = sketched('pags-cutover', 'guards', 'deadlocks', { above: 'recent*3', over: '5m' })
  const runbook = watchedBy('pags-cutover', rule, 30 * MINUTE)
  const aSecond = 0.2
  const just = justAround(ruleOf(runbook, 'deadlocks'), shapeOf('deadlocks'), aSecond)
  const after = (value: number) =>
    acts(runbook, [{ signal: 'deadlocks', value }], { before: { deadlocks: aSecond } })
  it('does nothing just short of three times what there were', () => {
    for (const value of just.false) assert.deepEqual(after(value), [])
  })
  it('acts just past that, at the next interval of the source', () => {
    for (const value of just.true)
      assert.deepEqual(
        after(value).map(({ did, afterMs }) => [did, afterMs]),
        [['rollback', INTERVAL]],
      )
  })
})

describe('who is told and asked by the rules of the business', () => {
  const said = (signal: string, says: Words, value: number) => {
    const { rule } = sketched('progressive-canary', 'guards', signal, says)
    const runbook = watchedBy('progressive-canary', rule, 30 * MINUTE)
    const [act] = acts(runbook, [{ signal, value }])
    return { tells: act?.tells, asks: act?.asks }
  }
  it('payments that fail are told to those of payments and the council', () =>
    assert.deepEqual(said('payment-failures', { above: '1%' }, 0.5), {
      tells: ['Payments', 'Council'],
      asks: undefined,
    }))
  it('complaints ask those of customer success and the council', () =>
    assert.deepEqual(said('complaints', { above: 10 }, 11), {
      tells: undefined,
      asks: ['Customer success', 'Council'],
    }))
})

/** Guards that tripped, with what the change did in that very moment, after its first moved request. */
function acts(runbook: ReturnType<typeof runbookOf>, shown: readonly Shown[], more: object = {}) {
  const { events, status } = played(runbook, shown, { until: '3h', ...more })
  const began = events.find(({ type }) => type === 'stage-entered')?.at ?? Number.NaN
  const tripped = events.flatMap((event) => (event.type === 'guard-tripped' ? [event] : []))
  const [ends] = tripped.length === 0 ? ['succeeded'] : tripped.map(({ at }) => ENDS[actAt(events, at)])
  assert.equal(status, ends)
  return tripped.map(({ rule, at, tells, asks }) => ({
    rule,
    afterMs: at - began,
    did: actAt(events, at),
    tells,
    asks,
  }))
}

const ENDS = { rollback: 'rolled-back', pause: 'paused' } as const

function actAt(events: readonly ChangeEvent[], moment: number): keyof typeof ENDS {
  const types = events.flatMap(({ at, type }) => (at === moment ? [type] : []))
  assert.notEqual(types.includes('rollback-started'), types.includes('paused'))
  return types.includes('paused') ? 'pause' : 'rollback'
}
