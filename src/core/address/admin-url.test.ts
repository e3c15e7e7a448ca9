import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isAdminUrl } from './admin-url.ts'

const rows: readonly [string, boolean][] = [
  ['https://edge-1.internal:9443', true],
  ['https://edge-1.internal:9443/', true],
  ['https://edge-1.internal', true],
  ['https://[fd00::1]:9443', true],
  ['https://edge-1.internal:99999', false],
  ['https://ann:hunter2@edge-1.internal', false],
  ['https://edge-1.internal/path', false],
  ['https://edge-1.internal?x', false],
  ['http://edge-1.internal:9443', false],
  ['run/gateway.sock', false],
  ['https://', false],
]
for (const [text, is] of rows)
  test(`${text} is ${is ? '' : 'not '}an admin channel on the network`, () =>
    assert.equal(isAdminUrl(text), is))
