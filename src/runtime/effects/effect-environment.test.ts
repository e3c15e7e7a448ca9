import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Act } from '../../core/runbook/act.ts'
import type { EffectRow } from '../../ports/store/effects.ts'
import { commonFacts } from './effect-environment.ts'

const factsOf = (act: Act) => {
  const row = { key: 'K', change: 'CHG-2', environment: 'staging', version: 'v1', act }
  const { CUTWATER_VERSION, CUTWATER_REVERTS } = commonFacts(row as EffectRow)
  return [CUTWATER_VERSION, CUTWATER_REVERTS]
}

test('a command is told the version of its change; an undo of a revert, the one that it is about', () => {
  const of = { change: 'CHG-1', version: 'v2' }
  assert.deepEqual(factsOf({ act: 'action', name: 'sync', with: {} }), ['v1', ''])
  assert.deepEqual(factsOf({ act: 'action', name: 'sync', with: {}, of }), ['v2', 'CHG-1'])
  assert.deepEqual(factsOf({ act: 'undeploy', target: 'wix', of }), ['v2', 'CHG-1'])
})
