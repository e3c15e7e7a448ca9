import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ProblemError } from '../answer/problem.ts'
import { readText } from './read-text.ts'

const requestOf = (body: ReadableStream) =>
  new Request('http://127.0.0.1/', { method: 'POST', body, duplex: 'half' })
const refusing = (body: ReadableStream, status: number) =>
  assert.rejects(readText(requestOf(body), 50), (error: ProblemError) => error.status === status)

test('a body that does not come is too slow, one that breaks off is the fault of whoever sent it', async () => {
  await refusing(new ReadableStream(), 408)
  await refusing(new ReadableStream({ start: (stream) => stream.error(new Error('reset')) }), 400)
})

test('a body without a stated length is not read for ever', async () => {
  const chunk = new Uint8Array(65_536)
  await refusing(new ReadableStream({ pull: (stream) => stream.enqueue(chunk) }), 413)
})
