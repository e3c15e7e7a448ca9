import assert from 'node:assert/strict'
import { test } from 'node:test'
import { listening } from './listening.ts'

test('begins anew after a break, however it was noticed, and never for a moment of quiet', () => {
  let now = 1_000
  const here = listening({ now: () => now })
  now = 5_000
  here.heard()
  now = 10_000
  assert.equal(here.since(), 1_000)
  now = 10_001
  assert.equal(here.since(), 10_001, 'a command came before the loop has spoken with the database again')
  here.heard()
  now = 12_000
  assert.equal(here.since(), 10_001)
  now = 60_000
  here.heard()
  assert.equal(here.since(), 60_000)
})
