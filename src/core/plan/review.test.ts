import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Reviewable, reviewDueAt, reviewFindings } from './review.ts'

const DAY = 86_400_000
const AT = Date.UTC(2026, 0)
const plan: Reviewable = { name: 'x', version: 3, at: AT, reviewEveryMs: 90 * DAY, reviewed: null }

test('a version is to be reviewed that long after it was registered or reviewed last, and not before', () => {
  const rows = [
    [plan, 90, AT + 90 * DAY],
    [{ ...plan, reviewed: { at: AT + 60 * DAY } }, 150, AT + 150 * DAY],
    [{ ...plan, reviewEveryMs: null }, null, null],
  ] as const
  for (const [version, days, dueAt] of rows) {
    assert.equal(reviewDueAt(version), dueAt)
    const until = days ?? 10_000
    assert.deepEqual(reviewFindings(version, 'x.yaml', AT + until * DAY - 1), [])
    assert.equal(reviewFindings(version, 'x.yaml', AT + until * DAY).length, days === null ? 0 : 1)
  }
})

test('the warning says since when, how often, and what to do', () => {
  const [found] = reviewFindings(plan, 'x.yaml', AT + 120 * DAY)
  assert.equal(found?.severity, 'warning')
  assert.equal(found?.message, 'x version 3 was registered 120 days ago and is to be reviewed every 90d')
  assert.match(found?.remedy ?? '', /cutwater plan review x --because/)
  const hourly = { ...plan, reviewEveryMs: 3_600_000, reviewed: { at: AT } }
  assert.match(
    reviewFindings(hourly, 'x.yaml', AT + 5_400_123)[0]?.message ?? '',
    /was reviewed 1h30m ago and is to be reviewed every 1h$/,
  )
})
