import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { deliveryOf } from './delivery.ts'

const NOW = Date.UTC(2026, 0, 1)
const answer = (status: number, retryAfter?: string) => deliveryOf({ status, retryAfter, said: '', now: NOW })

describe('a receiver that answers', () => {
  for (const status of [200, 202, 204])
    it(`${status} has it`, () => {
      assert.deepEqual(answer(status), { delivered: true })
    })

  for (const status of [301, 307, 400, 401, 404, 410, 422])
    it(`${status} refuses it for good`, () => {
      const delivery = answer(status, '5')
      assert.deepEqual(delivery, {
        delivered: false,
        retry: false,
        because: `the receiver answered ${status}`,
      })
    })

  for (const status of [408, 409, 425, 429, 500, 502, 503, 504])
    it(`${status} may take it later`, () => {
      const delivery = answer(status)
      assert.deepEqual(delivery, {
        delivered: false,
        retry: true,
        because: `the receiver answered ${status}`,
      })
    })

  for (const [value, afterMs] of [
    ['0', 0],
    ['120', 120_000],
    ['999999', 999_999_000],
    ['Thu, 01 Jan 2026 00:00:30 GMT', 30_000],
    ['Wed, 31 Dec 2025 00:00:30 GMT', 0],
    ['soon', undefined],
    ['1.5', undefined],
    ['-5', undefined],
    ['2026-01-01T00:00:30Z', undefined],
  ] as const)
    it(`Retry-After: ${value} means ${afterMs} ms`, () => {
      const delivery = answer(503, value)
      assert.equal(delivery.delivered ? null : delivery.afterMs, afterMs)
    })
})
