import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ProblemError } from '../problem/problem.ts'
import { readText } from './read-text.ts'

const requestOf = (body: ReadableStream, headers = {}) =>
  new Request('http://127.0.0.1/', { method: 'POST', body, headers, duplex: 'half' })
const refusing = (body: ReadableStream, status: number, headers = {}) =>
  assert.rejects(readText(requestOf(body, headers), 50), (error: ProblemError) => error.status === status)

test('a body that does not come is too slow, one that breaks off is the fault of its sender', async () => {
  for (const headers of [{}, { 'content-length': '5' }]) {
    await refusing(new ReadableStream(), 408, headers)
    const broken = new ReadableStream({ start: (stream) => stream.error(new Error('reset')) })
    await refusing(broken, 400, headers)
  }
})

test('a body without a stated length is not read for ever', async () => {
  const chunk = new Uint8Array(65_536)
  await refusing(new ReadableStream({ pull: (stream) => stream.enqueue(chunk) }), 413)
})
