import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { readDatabaseUrl } from '../../core/database/database-url.ts'
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

test('every URL of a database that the how-tos have can be used', () => {
  const pages = join(import.meta.dirname, '..', '..', '..', 'docs', 'how-to')
  const urls = readdirSync(pages).flatMap((page) => [
    ...readFileSync(join(pages, page), 'utf8').matchAll(/DATABASE_URL=(postgres[^\s`]*)/g),
  ])
  assert.ok(urls.length >= 4)
  for (const [, url = ''] of urls) readDatabaseUrl(url)
})
