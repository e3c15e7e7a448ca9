import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { plainWords, riddles } from './plain-words.ts'

describe('finds what is planted', () => {
  for (const { riddle, plain } of plainWords)
    test(riddle, () =>
      assert.ok(
        riddles(`One line.\nThen ${riddle.toUpperCase()}, as it was.`).some(
          (found) => found.line === 2 && found.riddle === riddle && found.plain === plain,
        ),
      ),
    )
  test('also over two lines of a comment', () =>
    assert.deepEqual(
      riddles(` * a name is nobody's\n * business`).map(({ line, riddle }) => [line, riddle]),
      [[1, "nobody's business"]],
    ))
})

test('a word within another is none', () =>
  assert.deepEqual(riddles('recommend amendment, tremendous, cut-offs'), []))

test('no plain word is itself a riddle', () =>
  assert.deepEqual(
    plainWords.filter(({ plain }) => riddles(plain).length > 0),
    [],
  ))
