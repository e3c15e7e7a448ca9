import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { placeOn, scaleOf } from './scale.ts'

const nothing = { ratio: null, low: null, high: null, bound: 1.25 }

test('a scale shows what is as stable, the bound and all that was found, as far as it goes', () => {
  const ends = (found: Partial<Parameters<typeof scaleOf>[0]>) => {
    const { low, high } = scaleOf({ ...nothing, ...found })
    return [low, high]
  }
  assert.deepEqual(ends({}), [1 / 2, 4])
  assert.deepEqual(ends({ bound: 0.95 }), [1 / 4, 2])
  assert.deepEqual(ends({ ratio: 3.9, low: 2.6, high: 5.8 }), [1 / 2, 8])
  assert.deepEqual(ends({ ratio: 0, low: null, high: 9 }), [1 / 2, 16])
  assert.deepEqual(ends({ ratio: 400, low: 90, high: 1_000 }), [1 / 2, 64])
  assert.deepEqual(ends({ bound: 5 }), [1 / 2, 8])
})

test('places grow with the ratio, 1 and the bound are always within, and few ticks name them', () => {
  const ratio = fc.double({ min: 0.001, max: 1_000, noNaN: true })
  const some = fc.option(ratio, { nil: null })
  fc.assert(
    fc.property(
      fc.record({ ratio: some, low: some, high: some, bound: fc.double({ min: 0.2, max: 5, noNaN: true }) }),
      ratio,
      ratio,
      (found, a, b) => {
        const scale = scaleOf(found)
        assert.ok(scale.ticks.includes(1) && scale.ticks.length >= 3 && scale.ticks.length <= 6)
        for (const inside of [1, found.bound])
          assert.ok(placeOn(scale, inside) > 0 && placeOn(scale, inside) < 100)
        assert.ok(a > b || placeOn(scale, a) <= placeOn(scale, b))
      },
    ),
  )
})

test('a ratio of nothing lies at the lower end', () => {
  assert.equal(placeOn(scaleOf(nothing), 0), 0)
})
