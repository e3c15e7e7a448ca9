import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { isPageLate, nextTry } from './next-try.ts'

const AT = Date.UTC(2026, 0, 1)
const SECOND = 1_000
const HOUR = 3_600 * SECOND

describe('the next try of a notice that was not taken', () => {
  for (const [title, attempt, afterMs, pauseMs] of [
    ['comes after a second at first', 1, undefined, SECOND],
    ['comes after pauses that double', 4, undefined, 8 * SECOND],
    ['comes after five minutes at most', 40, undefined, 300 * SECOND],
    ['waits as long as the receiver asks', 1, 60 * SECOND, 60 * SECOND],
    ['waits no shorter than its own pause', 4, 2 * SECOND, 8 * SECOND],
    ['waits an hour at most', 1, Number.POSITIVE_INFINITY, HOUR],
    ['takes a date that is past for no wish', 1, 0, SECOND],
  ] as const)
    it(title, () => {
      const failed = { attempt, now: AT + 500, ...(afterMs === undefined ? {} : { afterMs }) }
      assert.equal(nextTry({ at: AT }, failed), AT + 500 + pauseMs)
    })

  it('never comes once what it tells of is a day old', () => {
    assert.equal(nextTry({ at: AT }, { attempt: 300, now: AT + 24 * HOUR }), null)
    assert.notEqual(nextTry({ at: AT }, { attempt: 300, now: AT + 24 * HOUR - 1 }), null)
  })

  it('is said to be late for a page, and only for a page, at least once and at most twice', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 120 * SECOND }), { minLength: 8, maxLength: 12 }), (asked) => {
        const said = { page: 0, tell: 0 }
        let now = AT + 200
        for (const [i, afterMs] of asked.entries()) {
          const failed = { attempt: i + 1, now, afterMs }
          const again = nextTry({ at: AT }, failed)
          assert.ok(again !== null)
          for (const urgency of ['page', 'tell'] as const)
            if (isPageLate({ at: AT, urgency }, failed, again)) said[urgency] += 1
          now = again
        }
        assert.ok(said.page >= 1 && said.page <= 2, `said ${said.page} times`)
        assert.equal(said.tell, 0)
      }),
    )
  })
})
