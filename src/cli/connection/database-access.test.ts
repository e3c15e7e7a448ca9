import assert from 'node:assert/strict'
import { test } from 'node:test'
import { databaseAccess } from './database-access.ts'

const URL_GIVEN = 'postgres://app@db.example/app'
const terminal = (env: Record<string, string>) => ({ env, cwd: '/srv' })

test('a database is named with the file of its password, relative to where the command runs', () => {
  assert.equal(databaseAccess(undefined, terminal({})), null)
  assert.deepEqual(databaseAccess(URL_GIVEN, terminal({})), { url: URL_GIVEN })
  for (const [file, path] of [
    ['password', '/srv/password'],
    ['/run/credentials/password', '/run/credentials/password'],
  ] as const)
    assert.deepEqual(databaseAccess(URL_GIVEN, terminal({ DATABASE_PASSWORD_FILE: file })), {
      url: URL_GIVEN,
      passwordFile: path,
    })
})

test('a file of a password without a database is refused, an empty name is none', () => {
  assert.throws(
    () => databaseAccess(undefined, terminal({ DATABASE_PASSWORD_FILE: 'password' })),
    /no database is named/,
  )
  assert.equal(databaseAccess(undefined, terminal({ DATABASE_PASSWORD_FILE: '' })), null)
})
