import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { entriesOf, isTree, mapLeaves } from '../document/tree.ts'
import { PLAN, SEED_INPUTS } from '../plan/golden.testing.ts'
import { compilePlan } from '../plan/plan.ts'
import { hashRunbook } from './hash.ts'
import type { Runbook } from './runbook.ts'

const compiled = compilePlan(PLAN, 'p.yaml', { inputs: SEED_INPUTS, pace: 1, binding: null })
assert.ok('runbook' in compiled)
const { runbook } = compiled

test('is 64 hex digits', () => {
  assert.match(hashRunbook(runbook), /^[0-9a-f]{64}$/)
})

test('the order of keys never matters', () => {
  fc.assert(
    fc.property(fc.infiniteStream(fc.nat()), (stream) => {
      const shuffled = reordered(runbook, () => stream.next().value as number) as Runbook
      assert.equal(hashRunbook(shuffled), hashRunbook(runbook))
    }),
    { numRuns: 30 },
  )
})

test('any field that changes changes the hash', () => {
  const seen = new Set([hashRunbook(runbook)])
  for (const { path, isLeaf } of entriesOf(runbook)) {
    if (!isLeaf) continue
    const place = JSON.stringify(path)
    const changed = mapLeaves(runbook, (leaf, at) =>
      JSON.stringify(at) === place ? other(leaf) : leaf,
    ) as Runbook
    const hash = hashRunbook(changed)
    assert.ok(!seen.has(hash), `${place} does not count`)
    seen.add(hash)
  }
})

function other(leaf: unknown): unknown {
  if (typeof leaf === 'number') return leaf + 1
  return typeof leaf === 'boolean' ? !leaf : `${String(leaf)}!`
}

function reordered(value: unknown, random: () => number): unknown {
  if (Array.isArray(value)) return value.map((item) => reordered(item, random))
  if (!isTree(value)) return value
  const entries = Object.entries(value).map(([key, item]) => ({
    key,
    item: reordered(item, random),
    rank: random(),
  }))
  return Object.fromEntries(entries.sort((a, b) => a.rank - b.rank).map(({ key, item }) => [key, item]))
}
