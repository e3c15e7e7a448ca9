import assert from 'node:assert/strict'
import { test } from 'node:test'
import { clip, columnsOf, plain, wrap } from './text.ts'

test('text is measured as a terminal shows it, and clipped to it', () => {
  assert.equal(columnsOf('\u001b[31mwix\u001b[39m 日本 👍'), 11)
  for (const [text, columns] of [
    ['e\u0301', 1],
    ['👨\u200d👩\u200d👧', 2],
    ['🇩🇪', 2],
    ['1\ufe0f\u20e3', 2],
    ['▓░·…✓•', 6],
    ['\u200b', 0],
  ] as const)
    assert.equal(columnsOf(text), columns, JSON.stringify(text))
  assert.equal(clip('日本語です', 5), '日本…')
  assert.equal(clip('wix', 3), 'wix')
  assert.equal(plain('a\u001b[31mb\r\nc'), 'ab c')
  assert.deepEqual(wrap('one two three', 8), ['one two', 'three'])
})
