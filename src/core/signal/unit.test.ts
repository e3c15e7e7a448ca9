import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DIRECTIONS, KINDS, SIGNAL_KINDS } from './shape.ts'
import { formatTick, formatValue, type Measure, UNITS } from './unit.ts'

const ROWS: readonly (readonly [Measure, number, string])[] = [
  [{ unit: 'ratio' }, 0.9994, '99.94 %'],
  [{ unit: 'ratio' }, 1.2, '120.00 %'],
  [{ unit: 'ms' }, 182.4, '182 ms'],
  [{ unit: 's' }, 1_534, '1.53 s'],
  [{ unit: 'bytes' }, 0, '0 B'],
  [{ unit: 'bytes' }, 999, '999 B'],
  [{ unit: 'bytes' }, 1_500_000, '1.5 MB'],
  [{ unit: 'bytes' }, 0.2, '0.2 B'],
  [{ unit: 'per-second' }, 12.345, '12.35/s'],
  [{ unit: 'count' }, 17, '17'],
  [{ unit: 'money', currency: 'EUR' }, 12.5, '12.50 EUR'],
  [{ unit: 'none' }, 0.1234, '0.123'],
]
for (const [measure, value, words] of ROWS)
  test(`${value} in ${measure.unit} reads ${words}`, () => {
    assert.equal(formatValue(measure, value), words)
  })

test('every unit has words beside an axis', () => {
  for (const unit of UNITS) assert.match(formatTick({ unit }, 2), /^[\d.]+/)
})

test('what a kind is measured in unless said otherwise is one of its units', () => {
  for (const kind of SIGNAL_KINDS) {
    assert.ok(KINDS[kind].units.includes(KINDS[kind].unit), kind)
    assert.ok(DIRECTIONS.includes(KINDS[kind].direction), kind)
  }
})
