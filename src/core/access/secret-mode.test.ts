import assert from 'node:assert/strict'
import { test } from 'node:test'
import { closeToOthers, isOpenToOthers } from './secret-mode.ts'

test('a secret is for its owner and its group', () => {
  for (const mode of [0o600, 0o400, 0o640, 0o440, 0o660]) assert.equal(isOpenToOthers(mode), false)
  for (const mode of [0o644, 0o604, 0o666, 0o602, 0o601]) assert.equal(isOpenToOthers(mode), true)
  assert.equal(closeToOthers(0o644, 'FILE'), 'chmod 640 FILE')
})
