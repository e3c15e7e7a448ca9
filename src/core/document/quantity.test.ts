import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseQuantity, parseWeight } from './quantity.ts'

test('weights are per cent, with or without the sign, in hundredths', () => {
  const rows: readonly (readonly [string | number, number | null])[] = [
    [5, 500],
    ['5%', 500],
    ['0.5%', 50],
    [0.5, 50],
    [100, 10_000],
    [0, 0],
    ['12.34 %', 1234],
    [101, null],
    [-1, null],
    ['0.001%', null],
    ['5', null],
    ['much', null],
    [Number.NaN, null],
  ]
  for (const [written, points] of rows) assert.equal(parseWeight(written), points, String(written))
})

test('quantities are ratios, latencies or plain numbers', () => {
  assert.deepEqual(parseQuantity('99.0%'), { value: 0.99, unit: 'ratio' })
  assert.deepEqual(parseQuantity('99.9%'), { value: 0.999, unit: 'ratio' })
  assert.deepEqual(parseQuantity('300ms'), { value: 300, unit: 'duration' })
  assert.deepEqual(parseQuantity(5), { value: 5, unit: 'plain' })
  assert.deepEqual(parseQuantity('-0.5'), { value: -0.5, unit: 'plain' })
  assert.equal(parseQuantity('lots'), null)
  assert.equal(parseQuantity(Number.POSITIVE_INFINITY), null)
})
