import assert from 'node:assert/strict'
import { test } from 'node:test'
import { answerIn, headerIn } from './load-answer.ts'

test('finds where an answer ends, whatever says so', () => {
  const rows: readonly (readonly [string, number | null])[] = [
    ['HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok', 2],
    ['HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\no', null],
    ['HTTP/1.1 304 Not Modified\r\nETag: x\r\n\r\n', 0],
    ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n', 12],
    ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n', null],
    ['HTTP/1.1 200 OK\r\nContent-', null],
  ]
  for (const [text, body] of rows) {
    const headLength = text.indexOf('\r\n\r\n') + 4
    assert.equal(answerIn(text)?.length ?? null, body === null ? null : headLength + body, text)
  }
  assert.equal(headerIn('http/1.1 200 ok\r\nx-side: green\r\nb: c', 'x-side'), 'green')
})
