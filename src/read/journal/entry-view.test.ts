import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Entry } from '../../core/journal/entry.ts'
import { sampleRunbook } from '../../core/runbook/sample-runbook.testing.ts'
import { viewEntry } from './entry-view.ts'

const entry = (type: string, data: unknown, version = 1): Entry => ({
  stream: 'change/CHG-2025-0007',
  seq: 3,
  at: 0,
  actor: { kind: 'person', name: 'anna' },
  type,
  version,
  data,
  previous: '',
  hash: '',
})

test('an event is told in its sentence and under the name that people consume', () => {
  const shown = viewEntry(entry('paused', { because: 'look' }), sampleRunbook())
  assert.deepEqual([shown.sentence, shown.event, shown.by], ['paused by anna: look', 'change:paused', 'anna'])
})

test('a refusal is told as one', () => {
  const shown = viewEntry(
    entry('refused', { command: 'promote', refused: 'evidence', because: 'there is no data', actor: 'anna' }),
    sampleRunbook(),
  )
  assert.deepEqual(
    [shown.sentence, shown.weight],
    ['refused to promote for anna: there is no data', 'refusal'],
  )
})

test('what this server does not know is shown as unknown, never hidden and never guessed', () => {
  for (const unknown of [
    entry('teleported', {}),
    entry('paused', { because: 'x' }, 2),
    entry('constructor', {}),
    entry('paused', null),
  ])
    assert.match(viewEntry(unknown, sampleRunbook()).sentence, /which this server does not know/)
})
