import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { formatDuration, LONGEST_MS, parseDuration } from './duration.ts'

const ROWS: readonly (readonly [string, number | null])[] = [
  ['300ms', 300],
  ['90s', 90_000],
  ['1.5s', 1500],
  ['5m', 300_000],
  ['1h30m', 5_400_000],
  ['2d', 172_800_000],
  ['PT5M', 300_000],
  ['PT1H30M', 5_400_000],
  ['P1DT1H', 90_000_000],
  ['0s', 0],
  ['', null],
  ['5', null],
  ['PT', null],
  ['P1DT', null],
  ['-5m', null],
  ['5 m', null],
  ['30m1h', null],
  ['367d', null],
  ['99999999999999999999s', null],
]

for (const [text, ms] of ROWS) test(`reads "${text}" as ${ms}`, () => assert.equal(parseDuration(text), ms))

test('what is formatted reads back as the same duration', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: LONGEST_MS }), (ms) => parseDuration(formatDuration(ms)) === ms),
  )
})
