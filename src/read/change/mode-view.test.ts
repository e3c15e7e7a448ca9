import assert from 'node:assert/strict'
import { test } from 'node:test'
import { deploy, sampleRunbook } from '../../core/runbook/sample-runbook.testing.ts'
import type { ModeStep } from '../../core/runbook/waiting-steps.ts'
import { CLOSED } from '../../core/traffic/desired.ts'
import { doingOf } from '../advice/doing.ts'
import { viewChange } from './change-view.ts'
import { opened, seenAt, T0, type Told, targetRow } from './seen.testing.ts'

const targets = ['gamma', 'wix'] as const
const step: ModeStep = {
  kind: 'mode',
  id: 'closed',
  title: 'Take no writes',
  after: [],
  targets,
  traffic: 'read-only',
  drainMs: 60_000,
  onFailure: 'rollback',
}
const runbook = sampleRunbook({ steps: [step, { ...deploy('wix'), after: ['closed'] }], accept: [] })
const READ_ONLY = { traffic: 'read-only' } as const
const NORMAL = { traffic: 'normal' } as const
const ordered: Told = [
  ...opened,
  [
    10,
    {
      type: 'mode-switching',
      step: 'closed',
      attempt: 1,
      was: { gamma: NORMAL, wix: NORMAL },
      set: { gamma: READ_ONLY, wix: READ_ONLY },
    },
  ],
]
const acknowledged: Told = [...ordered, [12, { type: 'mode-acknowledged', step: 'closed', writes: 3 }]]
const rows = targets.map((name) => {
  const row = targetRow(name, CLOSED)
  return { ...row, desired: { ...row.desired, mode: READ_ONLY } }
})
const seen = (told: Told) => seenAt(20, told, { runbook, targets: rows })

test('a mode that is switched says what it waits for, and how long', () => {
  assert.deepEqual(viewChange(seen(ordered)).next, {
    sentence: 'Take no writes: it goes on when every proxy has it',
    at: null,
    unless: null,
  })
  const { next, steps } = viewChange(seen(acknowledged))
  assert.equal(next.at, new Date(T0 + 72_000).toISOString())
  assert.match(next.sentence, /when no write is under way/)
  assert.deepEqual([steps[0]?.kind, steps[0]?.status], ['mode', 'switching'])
  assert.equal(doingOf(seen(ordered).change), 'Take no writes: waits for its proxies')
  assert.equal(doingOf(seen(acknowledged).change), 'Take no writes: waits for writes to end')
})

test('who is turned away is never passed over in silence', () => {
  assert.equal(
    viewChange(seen(acknowledged)).safety.sentence,
    'Every request goes to stable; gamma is read-only and wix is read-only',
  )
})

test('an abort says that it puts the mode back', () => {
  const abort = viewChange(seen(acknowledged)).possible.find(({ command }) => command === 'abort')
  assert.match(abort?.consequence ?? '', /then undoes Take no writes/)
})
