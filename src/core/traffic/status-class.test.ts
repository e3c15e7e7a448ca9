import assert from 'node:assert/strict'
import { it } from 'node:test'
import { classOf, countsLatency } from './status-class.ts'

it('puts each status into one class, and takes latency below 500 alone', () => {
  const seen = [0, 200, 299, 300, 304, 399, 400, 499, 500, 599].map((status) => [
    status,
    classOf(status),
    countsLatency(status),
  ])
  assert.deepEqual(seen, [
    [0, 'none', false],
    [200, 'ok', true],
    [299, 'ok', true],
    [300, 'redirect', true],
    [304, 'redirect', true],
    [399, 'redirect', true],
    [400, 'client', true],
    [499, 'client', true],
    [500, 'server', false],
    [599, 'server', false],
  ])
})
