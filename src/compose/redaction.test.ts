import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { redactionFor } from './redaction.ts'

const dir = mkdtempSync(join(tmpdir(), 'cutwater-redaction-'))
after(() => rmSync(dir, { recursive: true, force: true }))

const redaction = (env: Readonly<Record<string, string>>) =>
  redactionFor(env, join(dir, 'cutwater.yaml'), join(dir, 'token'))

test('the password of the database is left out, of a URL with several hosts and of a file', () => {
  const file = join(dir, 'password')
  writeFileSync(file, 'correct-horse\n')
  const rows: readonly [Readonly<Record<string, string>>, string][] = [
    [{ DATABASE_URL: 'postgres://ops:correct-horse@db-1/ops' }, 'correct-horse'],
    [{ DATABASE_URL: 'postgres://ops:correct-horse@db-1:5432,db-2/ops' }, 'correct-horse'],
    [{ DATABASE_URL: 'postgres://ops:p%40ss%2Fword@db-1,db-2/ops' }, 'p@ss/word'],
    [{ DATABASE_URL: 'postgres://ops@db-1,db-2/ops', DATABASE_PASSWORD_FILE: file }, 'correct-horse'],
  ]
  for (const [env, password] of rows)
    assert.doesNotMatch(redaction(env)(`it said ${password} to somebody`), new RegExp(password))
})

test('a URL that cannot be read is left out where it stands', () => {
  const url = 'postgres://ops:correct-horse@db-1/ops?sslmode=prefer'
  assert.doesNotMatch(redaction({ DATABASE_URL: url })(`${url} is refused`), /correct-horse/)
})
