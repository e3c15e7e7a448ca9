import assert from 'node:assert/strict'
import { test } from 'node:test'
import { callKey } from './observations.ts'

const ref = { item: 'deploy-wix', direction: 'do', attempt: 1 } as const

test('what was done for a change is not done for another one that got its id after a restore', () => {
  const [lost, next] = [1_700_000_000_000, 1_700_000_900_000].map((requestedAt) =>
    callKey({ id: 'CHG-2026-0002', requestedAt }, ref),
  )
  assert.match(lost ?? '', /^CHG-2026-0002\/deploy-wix\/do\/1@[0-9a-z]+$/)
  assert.notEqual(lost, next)
})
