import assert from 'node:assert/strict'
import { test } from 'node:test'
import { seeded, users } from './users.ts'

test('has a few of every group among three hundred users, and only a few', () => {
  const groups = Object.groupBy(users(300), (user) => user.segment ?? 'general')
  assert.deepEqual(Object.fromEntries(Object.entries(groups).map(([name, group]) => [name, group?.length])), {
    general: 279,
    internal: 3,
    beta: 6,
    premium: 12,
  })
})

test('draws the same numbers from the same seed, evenly', () => {
  const draw = (seed: number) => {
    const random = seeded(seed)
    return Array.from({ length: 10_000 }, random)
  }
  assert.deepEqual(draw(7), draw(7))
  assert.notDeepEqual(draw(7), draw(8))
  const mean = draw(7).reduce((sum, n) => sum + n, 0) / 10_000
  assert.ok(Math.abs(mean - 0.5) < 0.02, `mean ${mean}`)
})
