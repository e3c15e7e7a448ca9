import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { apiTypes } from '../../../tools/api-types.ts'
import { apiDocument } from '../routes.ts'

test('the types of the client are those of the document', async () => {
  const committed = readFileSync(new URL('schema.d.ts', import.meta.url), 'utf8')
  assert.equal(committed, await apiTypes(apiDocument()), 'npm run schema writes them anew')
})
