import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readBounded } from './read-bounded.ts'

test('what fits is whole, and of what does not the beginning is kept and the stream is ended', async () => {
  let ended = false
  async function* stream() {
    try {
      for (const text of ['ab', 'cd', 'ef', 'gh']) yield Buffer.from(text)
    } finally {
      ended = true
    }
  }
  assert.deepEqual(await readBounded(stream(), 8), { bytes: Buffer.from('abcdefgh'), whole: true })
  ended = false
  assert.deepEqual(await readBounded(stream(), 3), { bytes: Buffer.from('abc'), whole: false })
  assert.equal(ended, true)
})
