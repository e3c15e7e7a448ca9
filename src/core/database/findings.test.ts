import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Role } from './choose-host.ts'
import { readDatabaseUrl } from './database-url.ts'
import { databaseFindings, type Examined } from './findings.ts'

const NOW = Date.UTC(2026, 0, 1)
const DAY = 24 * 3_600_000
const primary = (number: number, takesWrites = true): Role => ({
  ...{ is: 'primary', takesWrites },
  timeline: { system: 'a', number },
})
const standby: Role = { is: 'standby' }
const away = (because: string): Role => ({ is: 'away', because })

const found = (
  text: string,
  roles: readonly (readonly [Role, string?])[],
  more: Partial<Pick<Examined, 'secrets' | 'certificateEndsAt'>> = {},
): readonly string[] => {
  const url = readDatabaseUrl(text)
  const seen = url.hosts.map((host, i) => ({
    host,
    role: roles[i]?.[0] ?? standby,
    code: roles[i]?.[1] ?? null,
  }))
  return databaseFindings({ url, seen, secrets: [], certificateEndsAt: null, ...more }, NOW).map(
    ({ is, says, remedy }) => `${is}: ${says}${remedy === '' ? '' : ` > ${remedy}`}`,
  )
}

describe('what is found of a database', () => {
  const ONE = 'postgres://127.0.0.1/db'
  const TWO = 'postgres://127.0.0.1,127.0.0.2/db'
  const rows: readonly [string, readonly string[], readonly RegExp[]][] = [
    ['one that is well', found(ONE, [[primary(1)]]), [/^good: 127.0.0.1:5432 takes writes$/]],
    ['one standby', found(ONE, [[standby]]), [/^bad: .* is a standby, and nothing can be written > Promote/]],
    ['one that is read-only', found(ONE, [[primary(1, false)]]), [/^bad: .* set to read-only, and nothing/]],
    [
      'one that cannot be reached',
      found(ONE, [[away('connection refused'), 'ECONNREFUSED']]),
      [/^bad: .*: connection refused > See that Postgres runs there/],
    ],
    [
      'a primary and its standby',
      found(TWO, [[standby], [primary(2)]]),
      [/^good: .* is a standby$/, /^good: .* takes writes$/],
    ],
    [
      'two standbys',
      found(TWO, [[standby], [standby]]),
      [/^bad: .* is a standby, and nothing/, /^bad: .* is a standby, and nothing/],
    ],
    [
      'a dead one beside one that is well',
      found(TWO, [[away('the password is wrong'), '28P01'], [primary(2)]]),
      [/^bad: .* > Put the password that counts/, /^good/],
    ],
    [
      'two that take writes',
      found(TWO, [[primary(1)], [primary(2)]]),
      [/^bad: 127.0.0.1:5432 takes writes beside another .* > Stop it/, /^good: 127.0.0.2:5432/],
    ],
    [
      'a secret that others can read',
      found(ONE, [[primary(1)]], {
        secrets: [
          { path: '/a', mode: 0o644 },
          { path: '/b', mode: 0o640 },
        ],
      }),
      [/^good/, /^bad: \/a can be read by others \(mode 644\) > chmod 640/],
    ],
    [
      'a certificate of ours that has expired',
      found(ONE, [[primary(1)]], { certificateEndsAt: NOW }),
      [/^good/, /^bad: the certificate .* has expired > Put the new key/],
    ],
    [
      'one that soon will',
      found(ONE, [[primary(1)]], { certificateEndsAt: NOW + 2 * DAY }),
      [/^good/, /^missing: .* expires in 2d/],
    ],
    [
      'one that is good for long',
      found(ONE, [[primary(1)]], { certificateEndsAt: NOW + 30 * DAY }),
      [/^good/],
    ],
    [
      'no encryption over the network',
      found('postgres://db.example/db', [[primary(1)]]),
      [/^good/, /^missing: .* not encrypted > Write sslmode=verify-full/],
    ],
    [
      'encryption without a look at the other end',
      found(`${ONE}?sslmode=require`, [[primary(1)]]),
      [/^good/, /^missing: .* any server there is believed/],
    ],
    ['both', found('postgres://db.example/db?sslmode=verify-full', [[primary(1)]]), [/^good/]],
  ]
  for (const [title, said, expected] of rows)
    test(title, () => {
      assert.equal(said.length, expected.length, said.join('\n'))
      for (const [i, pattern] of expected.entries()) assert.match(said[i] ?? '', pattern)
    })
})
