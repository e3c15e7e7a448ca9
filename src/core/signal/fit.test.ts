import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseQuantity } from '../document/quantity.ts'
import { misfit } from './fit.ts'
import { KINDS, type SignalKind } from './shape.ts'
import type { Unit } from './unit.ts'

const ROWS: readonly (readonly [SignalKind, Unit, string | number, RegExp | null])[] = [
  ['ratio', 'ratio', '99.0%', null],
  ['ratio', 'ratio', 0.99, null],
  ['ratio', 'ratio', 99, /per cent/],
  ['ratio', 'ratio', '120%', /per cent/],
  ['ratio', 'ratio', '300ms', /per cent/],
  ['distribution', 'ms', '300ms', null],
  ['distribution', 's', '2s', null],
  ['distribution', 'ms', 300, null],
  ['distribution', 'ms', '95%', /a duration/],
  ['distribution', 'bytes', '300ms', /a plain number/],
  ['gauge', 'ratio', '120%', null],
  ['gauge', 'ratio', 85, /per cent/],
  ['gauge', 'none', 85, null],
  ['gauge', 'none', '85%', /a plain number/],
  ['count', 'per-second', 10, null],
  ['count', 'per-second', '10s', /a plain number/],
  ['mean', 'money', 12.5, null],
  ['mean', 'money', '12%', /a plain number/],
]
for (const [kind, unit, written, remedy] of ROWS)
  test(`a ${kind} in ${unit} ${remedy === null ? 'is' : 'is not'} compared with ${written}`, () => {
    const quantity = parseQuantity(written)
    assert.ok(quantity !== null)
    const found = misfit({ kind, unit, direction: KINDS[kind].direction }, quantity)
    if (remedy === null) assert.equal(found, null)
    else assert.match(found?.write ?? '', remedy)
  })
