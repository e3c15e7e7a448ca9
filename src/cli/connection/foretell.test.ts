import assert from 'node:assert/strict'
import { test } from 'node:test'
import { viewChange } from '../../read/change/change-view.ts'
import { seenHolding } from '../../read/change/seen.testing.ts'
import { consequenceFor } from './foretell.ts'

test('what a command will do is said in the words that the page has for it', () => {
  const view = viewChange(seenHolding())
  const says = (body: Parameters<typeof consequenceFor>[0]) => consequenceFor(body, view) ?? ''
  assert.match(says({ command: 'promote' }), /the canary goes to 50 %\.$/)
  assert.match(says({ command: 'promote', all: true }), /The checklist will not accept/)
  assert.match(says({ command: 'abort', because: 'x' }), /at once, then undoes/)
  assert.match(says({ command: 'rollback', because: 'x' }), /at once, then undoes/)
  assert.match(says({ command: 'rollback', gradual: true, because: 'x' }), /down step by step/)
  assert.match(says({ command: 'kill', because: 'x' }), /latches gamma and wix/)
  assert.equal(consequenceFor({ command: 'promote', override: 'x' }, view), null)
})
