import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it, test } from 'node:test'
import { errorSerializer, wordsOf } from './plain-error.ts'

describe('an error in the log', () => {
  const plain = errorSerializer((text) => text.replaceAll('swordfish', '[secret]'))

  it('has its words and causes, and nothing that a client hung onto it', () => {
    const cause = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' })
    const error = Object.assign(new Error('cannot ask', { cause }), {
      client: { password: 'hidden-from-all' },
    })
    const text = JSON.stringify(plain(error))
    assert.match(text, /cannot ask.*refused/)
    assert.match(text, /ECONNREFUSED/)
    assert.ok(!text.includes('hidden-from-all'))
  })

  it('has no secret, in message, stack or cause', () => {
    const text = JSON.stringify(plain(new Error('swordfish', { cause: new Error('swordfish') })))
    assert.ok(!text.includes('swordfish'), text)
  })

  it('ends, also when it is its own cause', () => {
    const error = new Error('round and round')
    error.cause = error
    assert.ok(JSON.stringify(plain(error)).length < 10_000)
  })
})

test('the words of a system error are without its code, its call and its path', () => {
  const thrown = (path: string) => {
    try {
      return readFileSync(path)
    } catch (error) {
      return error
    }
  }
  assert.equal(wordsOf(thrown('nowhere, open to all')), 'no such file or directory')
  assert.equal(wordsOf(thrown('.')), 'illegal operation on a directory')
  assert.equal(wordsOf(new Error('EARLY: it is, too')), 'EARLY: it is, too')
})
