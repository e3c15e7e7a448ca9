import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PLAN, SEED_INPUTS } from '../../plan/golden.testing.ts'
import { compilePlan } from '../../plan/plan.ts'
import { sampleRunbook } from '../../runbook/sample-runbook.testing.ts'
import { runbookFrom, storedRunbook } from '../../runbook/stored.ts'
import { changeFrom, STATE_VERSIONS, versionOf } from './stored.ts'

const runbook = sampleRunbook()
const state = { id: 'CHG-2026-0001', status: 'draft', rejected: null, revision: 1 }

test('the state of today is a change with its runbook', () => {
  assert.deepEqual(changeFrom(STATE_VERSIONS.version, state, runbook), { ...state, runbook })
})

test('a state of an older version is raised to the one of today', () => {
  const planted = { version: 2, upcasts: { 1: (data: unknown) => ({ ...(data as object), revision: 9 }) } }
  assert.equal(changeFrom(1, state, runbook, planted).revision, 9)
  assert.equal(changeFrom(2, state, runbook, planted).revision, 1)
})

test('what servers of version 2 would not carry out rightly is written as version 3', () => {
  const later = runbook.steps.map((step) =>
    step.kind === 'rollout' ? { ...step, adopt: false, adoptLater: true as const } : step,
  )
  assert.equal(versionOf(changeFrom(1, state, { ...runbook, steps: later })), 3)
})

test('a suite of the acceptance is left alone by servers that cannot look at one', () => {
  const check = { check: 'act', act: { act: 'suite', name: 'panel' }, timeLimitMs: 1 } as const
  const accept = [{ id: 'panel', title: 'Panel', check }]
  assert.equal(versionOf(changeFrom(1, state, { ...runbook, accept })), 3)
})

test('a state that a newer Cutwater has written is refused in a sentence that says so', () => {
  assert.throws(
    () => changeFrom(STATE_VERSIONS.version + 1, state, undefined),
    /the state of CHG-2026-0001 is of version 4, and this program knows it up to version 3; a newer Cutwater/,
  )
  assert.throws(() => changeFrom(1, state, undefined), /the runbook of CHG-2026-0001 is missing/)
})

test('a runbook with phases is written as what servers leave alone that know none', () => {
  const change = changeFrom(1, state, runbook)
  const newer = { phases: [], leads: {}, contacts: {} }
  for (const [key, value] of Object.entries(newer))
    assert.equal(versionOf({ ...change, runbook: { ...runbook, [key]: value } }), 3, key)
})

test('what older servers do not know is written as what they leave alone, anything else as they know it', () => {
  const reverts = { change: 'CHG-2026-0001', because: 'x', gradual: false, targets: [], left: [] }
  const change = changeFrom(1, state, runbook)
  const more = [{}, { reverts }, { wayDown: { steps: [] } }, { reverts, wayDown: { steps: [] } }]
  const versions = more.map((also) => versionOf({ ...change, runbook: { ...runbook, ...also } }))
  assert.deepEqual(versions, [1, 2, 3, 3])
})

test('a runbook of a newer format is not read, and one of ours is what it was', () => {
  assert.equal(runbookFrom({ ...runbook, format: 2 }), null)
  assert.deepEqual(runbookFrom(runbook), runbook)
  assert.equal(storedRunbook.safeParse({ ...runbook, format: 2 }).success, false)
})

test('what a plan compiles to is a runbook to those who read it from the journal', () => {
  const compiled = compilePlan(PLAN, 'p.yaml', { inputs: SEED_INPUTS, pace: 1, binding: null })
  assert.ok('runbook' in compiled)
  assert.deepEqual(storedRunbook.parse(compiled.runbook), compiled.runbook)
})
