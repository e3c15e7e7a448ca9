import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Unsignable, unsignableWords } from '../notice/unsignable.ts'
import { headText, readHead, UNPINNED_MS } from './checkpoint.ts'
import { type Standing, unsignable } from './may-sign.ts'

const T0 = 1_000_000_000
const HOUR = 3_600_000
const WEEK = 168 * HOUR
const fresh: Standing = { lostKey: null, outside: [], table: [], written: null }
const one = (n: number, hash = `h${n}`) => ({ n, hash })
const resumed = (n: number, after: number) => ({
  ...one(n, `new${n}`),
  resumes: { after, by: 'alice', because: 'restored' },
})
const lived = (ms: number) => ({ from: T0 - WEEK, to: T0 - WEEK + ms })

const TABLE: readonly [what: string, standing: Partial<Standing>, is: Unsignable['is'] | null][] = [
  ['a new journal', {}, null],
  ['one whose server was killed in its first minute, a week ago', { written: lived(50_000) }, null],
  ['one that lived to the very limit without a checkpoint', { written: lived(UNPINNED_MS) }, null],
  ['one that lived longer', { written: lived(UNPINNED_MS + 1) }, 'never-signed'],
  ['checkpoints gone from table and sink, known to nobody', { written: lived(HOUR) }, 'never-signed'],
  ['a new data directory on a database that was signed by others', { table: [one(7)] }, null],
  ['as it was left, however long ago', { outside: [one(7), one(7)], table: [one(7)] }, null],
  [
    'a key that signed earlier than what the sink has',
    { outside: [one(9), one(4)], table: [one(9), one(4)] },
    null,
  ],
  ['a database older than the sink', { outside: [one(9)], table: [] }, 'cut-off'],
  ['another checkpoint of that number', { outside: [one(9)], table: [one(9, 'forged')] }, 'cut-off'],
  ['gone from table and sink, but the key knows', { outside: [one(9)], written: lived(HOUR) }, 'cut-off'],
  [
    'the sink was cut with the table, but the key knows',
    { outside: [one(5), one(9)], table: [one(5)] },
    'cut-off',
  ],
  ['set aside by a resumption', { outside: [one(9)], table: [resumed(10, 5)] }, null],
  ['set aside by one that took its number', { outside: [one(9)], table: [resumed(9, 5)] }, null],
  ['newer than the resumption', { outside: [one(11)], table: [resumed(10, 5)] }, 'cut-off'],
  ['what the resumption kept', { outside: [one(5)], table: [resumed(10, 5)] }, 'cut-off'],
  ['a lost key', { lostKey: { key: 'k' }, outside: [one(9)], table: [one(9)] }, 'key-lost'],
]

test('what a server does not sign', () => {
  for (const [what, standing, is] of TABLE) {
    const why = unsignable({ ...fresh, ...standing })
    assert.equal(why?.is ?? null, is, what)
    if (why !== null) assert.match(unsignableWords(why), /^the .{40,}[^.]$/, what)
  }
  assert.deepEqual(unsignable({ ...fresh, outside: [one(3), one(9)] }), { is: 'cut-off', checkpoint: 9 })
})

test('a head is read as it is written, and by the first digits of its hash', () => {
  const hash = 'ab'.repeat(32)
  assert.deepEqual(readHead(headText({ n: 12, hash })), { n: 12, hash })
  assert.deepEqual(readHead(` 7:${hash.slice(0, 16).toUpperCase()}\n`), { n: 7, hash: hash.slice(0, 16) })
  for (const wrong of [
    '',
    '12',
    `0:${hash}`,
    `x:${hash}`,
    '12:abc',
    `12:${hash}0`,
    `-1:${hash}`,
    `1.5:${hash}`,
  ])
    assert.equal(readHead(wrong), null, wrong)
})
