import assert from 'node:assert/strict'
import { test } from 'node:test'
import { RequestRate } from '../../../services/request-rate.ts'
import { thresholdRps } from '../fault-order.ts'
import { behaviour, type FaultKind, faultKind } from './fault.ts'

const limits = { crashAfter: 40, rps: 50, usual: 0 }
const doneBy = (kind: FaultKind, requests: number, rps: number) =>
  Array.from({ length: requests }, (_, i) => behaviour(kind, i + 1, rps, limits, 2_000).do)
const failed = (kind: FaultKind, rps: number) =>
  doneBy(kind, 100, rps).filter((what) => what === 'fail').length

test('errors fails three of ten requests', () => assert.equal(failed('errors', 1), 30))

test('every version fails as often as is usual, and subtle three times as often', () => {
  const failures = (kind: FaultKind, usual: number) =>
    Array.from({ length: 1_000 }, (_, i) => behaviour(kind, i + 1, 1, { ...limits, usual }, 2_000).do).filter(
      (what) => what === 'fail',
    ).length
  assert.deepEqual(
    (['none', 'subtle'] as const).map((kind) => [failures(kind, 0), failures(kind, 20)]),
    [
      [0, 20],
      [0, 60],
    ],
  )
})

test('at-50 fails only above its rate', () => {
  assert.equal(failed('at-50', 50), 0)
  assert.equal(failed('at-50', 50.5), 40)
})

test('flaps fails for a moment in every fifth second, and never else', () => {
  const at = (ms: number) => behaviour('flaps', 1, 1, limits, ms).do
  assert.deepEqual([0, 99, 100, 799, 800, 4_999, 5_500].map(at), [
    'answer',
    'answer',
    'fail',
    'fail',
    'answer',
    'answer',
    'fail',
  ])
})

test('crash dies after its requests and not before', () => {
  const all = doneBy('crash', 41, 1)
  assert.deepEqual([all.indexOf('die'), all.length], [40, 41])
})

test('slow waits between one and a half and three seconds', () => {
  for (let n = 1; n < 2_000; n += 1) {
    const next = behaviour('slow', n, 1, limits, 0)
    assert.ok(next.do === 'wait' && next.ms >= 1_500 && next.ms < 3_000)
  }
})

test('refuses a fault it does not know', () =>
  assert.throws(() => faultKind('gremlins'), /there is no fault gremlins/))

test('the threshold of at-50 lies clear of both a quarter and a half of the traffic', () => {
  for (const users of [100, 300, 800]) {
    const all = users * 0.5
    assert.ok(thresholdRps(users) > all * 0.33 && thresholdRps(users) < all * 0.42, `${users} users`)
  }
})

test('the rate is that of the last two seconds', () => {
  const rate = new RequestRate()
  let last = 0
  for (let ms = 0; ms < 5_000; ms += 20) last = rate.count(ms)
  assert.equal(last, 50)
  assert.equal(rate.count(20_000), 0.5)
})
