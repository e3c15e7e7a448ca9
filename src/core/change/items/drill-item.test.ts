import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ChecklistStep } from '../../runbook/runbook.ts'
import { sampleRunbook } from '../../runbook/sample-runbook.testing.ts'
import { readScript, type Script } from '../../simulate/script.ts'
import { simulate } from '../../simulate/simulate.ts'

const DAY = 86_400_000
const AT = Date.UTC(2027, 2, 1, 10)
const check = { check: 'drill', notOlderThanMs: 30 * DAY, rollback: 'R' } as const
const step: ChecklistStep = {
  kind: 'checklist',
  id: 'ready',
  title: 'Ready',
  after: [],
  items: [{ id: 'drill', title: 'Rehearsed', check }],
}

function played(script: string) {
  const read = readScript(script) as { script: Script }
  const { timeline, change } = simulate(sampleRunbook({ steps: [step], accept: [] }), read.script, AT)
  return { status: change.status, said: timeline.map(({ sentence }) => sentence).join('\n') }
}

test('a line of a checklist passes by a drill that is young enough, also just so', () => {
  for (const script of ['', 'drilled: 30d']) assert.equal(played(script).status, 'succeeded', script)
})

test('without one, or with one that is too old, it blocks and names the command', () => {
  const never = played('{ drilled: never, until: 1h }')
  assert.equal(never.status, 'running')
  assert.match(never.said, /no drill has proved this rollback here yet: cutwater drill \S+ rehearses it/)
  const old = played('{ drilled: 31d, until: 1h }')
  assert.equal(old.status, 'running')
  assert.match(old.said, /an earlier drill proved the rollback at \S+, longer ago than 30d: cutwater drill /)
})

test('in the acceptance it pauses the change', () => {
  const read = readScript('{ drilled: never, until: 1h }') as { script: Script }
  const runbook = sampleRunbook({ steps: [], accept: [{ id: 'drill', title: 'Rehearsed', check }] })
  assert.equal(simulate(runbook, read.script, AT).change.status, 'paused')
})
