import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { type LoopRecord, loopStanding } from './loop-standing.ts'

const NOW = 1_000_000
const LIMIT_MS = 30_000
const rested: LoopRecord = {
  underWaySince: null,
  startedAt: NOW - 500,
  succeededAt: NOW - 400,
  lastMs: 100,
  dueAt: NOW + 600,
  failures: 0,
}

describe('how a loop stands', () => {
  const table: readonly [string, Partial<LoopRecord>, { state: string; lagMs: number }][] = [
    ['works between two rounds', {}, { state: 'working', lagMs: 0 }],
    ['works during a round', { underWaySince: NOW - 50 }, { state: 'working', lagMs: 0 }],
    ['is late', { dueAt: NOW - 2_000 }, { state: 'working', lagMs: 2_000 }],
    ['has begun for the first time', { succeededAt: null, dueAt: NOW }, { state: 'starting', lagMs: 0 }],
    ['failed and tries again', { failures: 3, dueAt: NOW - 9_000 }, { state: 'failing', lagMs: 9_000 }],
    [
      'has failed for an hour',
      { failures: 800, dueAt: NOW - 3_600_000 },
      { state: 'failing', lagMs: 3_600_000 },
    ],
    [
      'is in a round that does not end',
      { underWaySince: NOW - 30_001, dueAt: NOW - 30_001 },
      { state: 'standing', lagMs: 30_001 },
    ],
    [
      'is in a round that does not end, begun before its time',
      { underWaySince: NOW - 30_001, dueAt: NOW + 30_000 },
      { state: 'standing', lagMs: 0 },
    ],
    [
      'failed, and now its round does not end',
      { underWaySince: NOW - 30_001, failures: 1, dueAt: NOW - 40_000 },
      { state: 'standing', lagMs: 40_000 },
    ],
    ['was never woken', { dueAt: NOW - 30_001 }, { state: 'standing', lagMs: 30_001 }],
  ]
  for (const [title, given, wanted] of table)
    it(`${wanted.state}: ${title}`, () =>
      assert.deepEqual(loopStanding({ ...rested, ...given }, LIMIT_MS, NOW), wanted))

  it('never calls a loop working that has not succeeded within its pause and its limit', () => {
    const moment = fc.integer({ min: 0, max: 2 * NOW })
    const maybe = fc.option(moment)
    fc.assert(
      fc.property(
        fc.record({
          underWaySince: maybe,
          startedAt: maybe,
          succeededAt: maybe,
          lastMs: maybe,
          dueAt: moment,
          failures: fc.nat(5),
        }),
        (record) => {
          const { state, lagMs } = loopStanding(record, LIMIT_MS, NOW)
          if (state === 'working' || state === 'starting')
            assert.ok(lagMs <= LIMIT_MS && record.failures === 0)
        },
      ),
    )
  })
})
