import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

const room = join(import.meta.dirname, '..')
const isTestMaterial = /\.(test|suite|testing)\.ts$/

test('a connection to the database is made in one place, so that what holds for one holds for all', () => {
  const sources = readdirSync(room, { recursive: true, encoding: 'utf8' }).filter(
    (path) => path.endsWith('.ts') && !isTestMaterial.test(path),
  )
  assert.ok(sources.length > 50)
  const made = (pattern: RegExp) =>
    sources.filter((path) => pattern.test(readFileSync(join(room, path), 'utf8'))).sort()
  assert.deepEqual(made(/new pg\.(Client|Pool)\b|connectionString/), [])
  assert.deepEqual(made(/extends pg\.Client\b/), [join('hosts', 'host-client.ts')])
  assert.deepEqual(made(/extends pg\.Pool\b/), [join('database', 'pool.ts')])
})
