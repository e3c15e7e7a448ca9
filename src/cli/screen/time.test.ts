import assert from 'node:assert/strict'
import { test } from 'node:test'
import { clip, columnsOf, plain, wrap } from './text.ts'
import { localTime, span, withLocalTimes } from './time.ts'

const NOW = Date.parse('2025-10-07T02:00:00Z')

test("times are the reader's own, with the date only on another day", () => {
  assert.equal(localTime('2025-10-07T01:59:58.123Z', 'America/New_York', NOW), '21:59:58')
  assert.equal(localTime('2025-10-07T12:00:00Z', 'America/New_York', NOW), '2025-10-07 08:00:00')
  assert.equal(localTime('never', 'UTC', NOW), 'never')
  assert.equal(withLocalTimes('until 2025-10-07T02:45:00.000Z.', 'UTC', NOW), 'until 02:45:00.')
})

test('spans are told in two units', () => {
  const cases = [
    [-5, '0s'],
    [59_999, '59s'],
    [125_000, '2m 05s'],
    [3_840_000, '1h 04m'],
    [180_000_000, '2d 2h'],
  ] as const
  for (const [ms, words] of cases) assert.equal(span(ms), words)
})

test('text is measured as a terminal shows it, and clipped to it', () => {
  assert.equal(columnsOf('\u001b[31mwix\u001b[39m 日本 👍'), 11)
  assert.equal(clip('日本語です', 5), '日本…')
  assert.equal(clip('wix', 3), 'wix')
  assert.equal(plain('a\u001b[31mb\r\nc'), 'ab c')
  assert.deepEqual(wrap('one two three', 8), ['one two', 'three'])
})
