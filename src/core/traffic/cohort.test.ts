import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { bucketOf } from './cohort.ts'

const people = Array.from({ length: 100_000 }, (_, i) => `user-${i}`)
const onCanary = (cohort: string, weight: number) => people.filter((id) => bucketOf(cohort, id) < weight)

test('puts every subject into a bucket from 0 to 9999, always the same one', () => {
  fc.assert(
    fc.property(fc.string(), fc.string({ unit: 'grapheme' }), (cohort, subject) => {
      const bucket = bucketOf(cohort, subject)
      assert.ok(Number.isInteger(bucket) && bucket >= 0 && bucket <= 9999)
      assert.equal(bucketOf(cohort, subject), bucket)
    }),
  )
})

test('raising a weight only adds subjects, and lowering it removes those who came last', () => {
  const buckets = new Map(people.map((id) => [id, bucketOf('CHG-2026-0001', id)]))
  const weights = [0, 100, 500, 2500, 5000, 10_000]
  let before = new Set<string>()
  for (const weight of weights) {
    const now = new Set(people.filter((id) => (buckets.get(id) ?? 0) < weight))
    for (const id of before) assert.ok(now.has(id), `${id} was lost at ${weight}`)
    before = now
  }
  assert.equal(before.size, people.length)
})

for (const [weight, tolerance] of [
  [100, 0.0012],
  [500, 0.0026],
  [2500, 0.005],
  [5000, 0.006],
] as const)
  test(`a weight of ${weight} basis points takes that share of 100,000 subjects`, () => {
    const share = onCanary('CHG-2026-0001', weight).length / people.length
    assert.ok(Math.abs(share - weight / 10_000) < tolerance, `share ${share}`)
  })

test('another cohort key chooses its people independently', () => {
  const first = new Set(onCanary('CHG-2026-0001', 1000))
  const second = onCanary('CHG-2026-0002', 1000)
  const both = second.filter((id) => first.has(id)).length / people.length
  assert.ok(Math.abs(both - 0.01) < 0.002, `a tenth of a tenth was expected, not ${both}`)
})
