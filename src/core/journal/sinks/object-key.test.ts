import assert from 'node:assert/strict'
import { test } from 'node:test'
import { behindWords } from './behind-words.ts'
import { afterKeysOf, headOf, idempotencyKey, keyOf, keysOf } from './object-key.ts'

const HASH = 'ab'.repeat(32)

test('a key says number and hash, and is read back; others are none', () => {
  for (const prefix of ['', 'cutwater', 'a/b'])
    for (const n of [1, 12, 999_999_999_999])
      assert.deepEqual(headOf(prefix, keyOf(prefix, { n, hash: HASH })), { n, hash: HASH })
  assert.equal(keyOf('a/b', { n: 12, hash: HASH }), `a/b/000000000012-${HASH}.json`)
  const none = [
    '',
    'a/b/x.json',
    `000000000012-${HASH}.json`,
    `a/b/12-${HASH}.json`,
    `a/b/000000000000-${HASH}.json`,
  ]
  for (const key of [...none, `a/b/c/000000000012-${HASH}.json`]) assert.equal(headOf('a/b', key), null, key)
})

test('keys are in the order of their numbers, and a place after a number is before the next', () => {
  const placed = [9, 10, 11].flatMap((n) => [keyOf('p', { n, hash: 'f'.repeat(64) }), afterKeysOf('p', n)])
  assert.deepEqual([...placed].sort(), placed)
  assert.ok(placed[0]?.startsWith(keysOf('p', 9)))
})

test('the same checkpoint has the same key of idempotency, and no other has', () => {
  assert.equal(idempotencyKey({ n: 3, hash: HASH }), `checkpoint-3-${HASH}`)
})

test('how far a sink has come is said in words', () => {
  assert.equal(behindWords(0, 0), 'it has none')
  assert.equal(behindWords(0, 3), 'it has none, and the journal is at 3: 3 behind')
  assert.equal(behindWords(12, 40), 'it has them up to 12, and the journal is at 40: 28 behind')
  assert.equal(behindWords(40, 40), 'it has them up to 40')
})
