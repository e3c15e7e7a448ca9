import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { ArmReading } from './arm-reading.ts'
import { type Dropped, type Fed, takeIn } from './intake.ts'
import { reading, STEP_MS } from './stream.testing.ts'

const good = (count: number): ArmReading[] => Array.from({ length: count }, (_, i) => reading(i, 100, 1))
const fed = (canary: readonly ArmReading[], stable: readonly ArmReading[], until = 10): Fed => ({
  canary,
  stable,
  watermark: until * STEP_MS,
  now: until * STEP_MS,
})
const taken = (one: Fed, since = 0) => takeIn(one, since, 1, [])

const SPLIT = { asked: 0.1, of: 'requests', canary: 10, all: 100 } as const
const ROWS: readonly (readonly [string, Partial<ArmReading>, Dropped])[] = [
  ['a counter began anew', { reset: true }, { reset: 1 }],
  ['events are NaN', { events: [Number.NaN] }, { 'not-a-number': 1 }],
  ['requests are infinite', { total: Number.POSITIVE_INFINITY }, { 'not-a-number': 1 }],
  ['requests are no count that could be', { total: 1e-300, events: [0] }, { 'not-a-number': 1 }],
  ['events are negative', { events: [-1] }, { negative: 1 }],
  ['requests are negative', { total: -5, events: [0] }, { negative: 1 }],
  ['there are more events than requests', { events: [101] }, { 'too-many-events': 1 }],
  ['it has other edges', { events: [1, 1] }, { 'other-shape': 1 }],
  ['a slice of it is negative', { slices: [{ total: 1, events: [-1] }] }, { negative: 1 }],
  ['the share asked for is NaN', { split: { ...SPLIT, asked: Number.NaN } }, { 'not-a-number': 1 }],
  ['the share asked for is above 1', { split: { ...SPLIT, asked: 2 } }, { 'too-many-events': 1 }],
]

describe('readings', () => {
  it('are paired by interval and segment, in the order of time, whatever order they came in', () => {
    const { intervals, watermark, dropped } = taken(fed(good(5).reverse(), good(5)))
    assert.deepEqual(
      intervals.map(({ at }) => at / STEP_MS),
      [0, 1, 2, 3, 4],
    )
    assert.equal(watermark, 5 * STEP_MS)
    assert.deepEqual(dropped, {})
  })

  it('are taken up to the earlier of both arms’ last readings, and no further than the source is complete', () => {
    assert.equal(taken(fed(good(5), good(3))).intervals.length, 3)
    assert.equal(taken(fed(good(5), good(3))).watermark, 3 * STEP_MS)
    assert.equal(taken({ ...fed(good(5), good(5)), watermark: 2 * STEP_MS }).intervals.length, 2)
    assert.equal(taken(fed(good(5), [])).watermark, 0)
  })

  for (const [what, change, expected] of ROWS)
    it(`are dropped with a reason where ${what}, and the watermark goes on`, () => {
      const canary = good(5).map((one, i) => (i === 2 ? { ...one, ...change } : one))
      const { intervals, watermark, dropped } = taken(fed(canary, good(5)))
      assert.equal(intervals.length, 4)
      assert.equal(watermark, 5 * STEP_MS)
      // Its partner is left alone.
      assert.deepEqual(dropped, { ...expected, unpaired: 1 })
    })

  it('that are late, or come twice, are dropped', () => {
    assert.deepEqual(taken(fed(good(5), good(5)), 2 * STEP_MS).dropped, { late: 4 })
    assert.deepEqual(taken(fed([...good(5), reading(3, 100, 90)], good(5))).dropped, { duplicate: 1 })
  })

  it('of the future do not move the watermark', () => {
    const { watermark, dropped } = taken(fed([...good(5), reading(500, 100, 1)], good(9)))
    assert.equal(watermark, 5 * STEP_MS)
    assert.deepEqual(dropped, { future: 1 })
  })

  it('without a time are dropped', () => {
    const lost = [
      { ...reading(3, 1, 1), at: Number.NaN },
      { ...reading(3, 1, 1), span: 0 },
    ]
    assert.deepEqual(taken(fed([...good(5), ...lost], good(5))).dropped, { 'not-a-number': 1, negative: 1 })
  })

  it('whose clocks are apart find no partner, and are no evidence', () => {
    const skewed = good(5).map((one) => ({ ...one, at: one.at + 700 }))
    const { intervals, dropped } = taken(fed(skewed, good(5)))
    assert.equal(intervals.length, 0)
    assert.ok((dropped.unpaired ?? 0) >= 8)
  })

  it('of more segments than are told apart are dropped', () => {
    const many = Array.from({ length: 40 }, (_, k) => reading(0, 10, 1, { segment: `user-${k}` }))
    const { intervals, dropped } = takeIn(fed(many, many), 0, 1, ['general'])
    assert.equal(intervals[0]?.pairs.length, 15)
    assert.deepEqual(dropped, { segments: 25 })
  })

  it('of a segment by the name of something every object has are as any other', () => {
    const odd = good(2).map((one) => ({ ...one, segment: '__proto__' }))
    assert.equal(taken(fed(odd, odd)).intervals.length, 2)
  })
})
