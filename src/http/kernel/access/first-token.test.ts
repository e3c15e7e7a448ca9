import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Runtime } from '../../../runtime/context/runtime.ts'
import { tokenFile, writeFirstToken } from './first-token.ts'

test('a token that others could read before is not followed by one that they can read', async (t) => {
  const dir = mkdtempSync(join(tmpdir(), 'cutwater-token-'))
  t.after(() => rmSync(dir, { recursive: true, force: true }))
  writeFileSync(tokenFile(dir), 'cw_expired\n', { mode: 0o644 })
  const tokens = { anyManager: async () => false, add: async () => undefined }
  const runtime = { store: { tokens }, clock: { now: () => 0 } } as unknown as Runtime
  assert.equal(await writeFirstToken(runtime, dir), true)
  assert.equal(statSync(tokenFile(dir)).mode & 0o777, 0o600)
  assert.match(readFileSync(tokenFile(dir), 'utf8'), /^cw_[\w-]{43}\n$/)
})
