import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { clockSkew } from './clock-skew.ts'

for (const [title, [asked, said, answered], words] of [
  ['the same time', [1_000, 1_000, 1_000], null],
  ['an hour ahead', [0, 3_600_000, 10], '3600 s ahead of ours'],
  ['an hour behind', [3_600_000, 0, 3_600_010], '3600 s behind ours'],
  ['just within', [0, 2_000, 0], null],
  ['just beyond', [0, 2_001, 0], '2 s ahead of ours'],
  ['a slow answer is no difference', [0, 5_000, 10_000], null],
] as const)
  test(`a clock is told from ours: ${title}`, () =>
    assert.equal(clockSkew({ asked, said, answered }, 2_000), words))

test('a clock that is right is never called wrong, however long its answer takes', () => {
  const ms = fc.integer({ min: 0, max: 1e9 })
  fc.assert(
    fc.property(ms, ms, ms, (asked, there, back) => {
      const times = { asked, said: asked + there, answered: asked + there + back }
      assert.equal(clockSkew(times, 0), null)
    }),
  )
})
