import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { windowAt } from './window.ts'

const START = 1_760_000_000_000
const window = { start: START, durationMs: 45 * 60_000, atEnd: 'hold' as const }
const END = START + window.durationMs

describe('a window', () => {
  const table: readonly [string, number, ReturnType<typeof windowAt>][] = [
    ['is early before its start', START - 1, { window: 'early', opensAt: START }],
    ['is open at exactly its start', START, { window: 'open', endsAt: END, lateMs: 0 }],
    ['opens late inside', START + 5, { window: 'open', endsAt: END, lateMs: 5 }],
    [
      'is open in its last millisecond',
      END - 1,
      { window: 'open', endsAt: END, lateMs: window.durationMs - 1 },
    ],
    ['is gone at exactly its end', END, { window: 'gone' }],
  ]
  for (const [title, now, expected] of table)
    it(title, () => assert.deepEqual(windowAt(window, now), expected))

  it('without a start it opens at once and lasts as long as it says', () => {
    assert.deepEqual(windowAt({ ...window, start: null }, START), { window: 'open', endsAt: END, lateMs: 0 })
  })
  it('without a window there is no end', () =>
    assert.deepEqual(windowAt(null, START), { window: 'open', endsAt: null, lateMs: 0 }))
})
