import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type DatabaseUrl, readDatabaseUrl } from './database-url.ts'
import { hostWords } from './host-list.ts'
import { UrlRefused } from './url-refused.ts'

const ONE: DatabaseUrl = {
  ...{
    hosts: [{ host: 'h', port: 5432 }],
    user: 'u',
    password: 'p',
    database: 'db',
    session: 'any',
    tls: null,
  },
  ...{ options: null, applicationName: null, connectLimitMs: 5_000 },
}
const TWO: DatabaseUrl = {
  ...ONE,
  hosts: [
    { host: 'h1', port: 5432 },
    { host: 'h2', port: 6432 },
  ],
  ...{ session: 'read-write', connectLimitMs: 3_000 },
}

describe('a database URL', () => {
  const read: readonly [string, DatabaseUrl][] = [
    ['postgres://u:p@h/db', ONE],
    ['postgresql://u:p@h:5432/db', ONE],
    ['postgres://h', { ...ONE, user: null, password: null, database: null }],
    ['postgres:///db', { ...ONE, hosts: [{ host: '', port: 5432 }], user: null, password: null }],
    ['postgres://u:a%40b%3A%2F@h/db', { ...ONE, password: 'a@b:/' }],
    ['postgres://u:a@b:c@h/db', { ...ONE, password: 'a@b:c' }],
    ['postgres://h/db?user=u&password=p', ONE],
    ['postgres://u:p@h1,h2:6432/db', TWO],
    ['postgres://u:p@h1,h2:6432/db?target_session_attrs=primary', { ...TWO, session: 'primary' }],
    ['postgres://u:p@h/db?target_session_attrs=read-write', { ...ONE, session: 'read-write' }],
    ['postgres://u:p@/db?host=h1,h2&port=5432,6432', TWO],
    ['postgres://u:p@[fd00::1]:6432/db', { ...ONE, hosts: [{ host: 'fd00::1', port: 6432 }] }],
    ['postgres://u:p@%2Frun%2Fpg/db', { ...ONE, hosts: [{ host: '/run/pg', port: 5432 }] }],
    ['postgres://u:p@h/db?connect_timeout=7', { ...ONE, connectLimitMs: 7_000 }],
    ['postgres://u:p@h/db?options=-c%20work_mem%3D8MB', { ...ONE, options: '-c work_mem=8MB' }],
    ['postgres://u:p@h/db?options=-c+work_mem%3D8MB', { ...ONE, options: '-c work_mem=8MB' }],
    ['postgres://u:p@h/db?application_name=ops', { ...ONE, applicationName: 'ops' }],
    ['postgres://u:p@h/db?sslmode=disable', ONE],
  ]
  for (const [text, url] of read) test(`${text} is read`, () => assert.deepEqual(readDatabaseUrl(text), url))

  const file = { file: '/ca.pem' }
  const tls: readonly [string, DatabaseUrl['tls']][] = [
    ['sslmode=require', { looksAt: 'nothing', ca: 'built-in', own: null, isDirect: false }],
    ['ssl=true', { looksAt: 'nothing', ca: 'built-in', own: null, isDirect: false }],
    ['sslmode=require&sslrootcert=/ca.pem', { looksAt: 'authority', ca: file, own: null, isDirect: false }],
    ['sslmode=verify-ca&sslrootcert=/ca.pem', { looksAt: 'authority', ca: file, own: null, isDirect: false }],
    [
      'sslmode=verify-full&sslrootcert=%2Fca.pem&sslnegotiation=direct',
      { looksAt: 'authority-and-name', ca: file, own: null, isDirect: true },
    ],
    ['sslmode=verify-full', { looksAt: 'authority-and-name', ca: 'built-in', own: null, isDirect: false }],
    [
      'sslmode=verify-full&sslrootcert=system&sslcert=/c&sslkey=/k',
      { looksAt: 'authority-and-name', ca: 'system', own: { certificate: '/c', key: '/k' }, isDirect: false },
    ],
  ]
  for (const [query, means] of tls)
    test(`${query} means what it means to libpq`, () =>
      assert.deepEqual(readDatabaseUrl(`postgres://u:p@h/db?${query}`).tls, means))

  test('takes the usual sslmode where it has none of its own', () => {
    assert.equal(readDatabaseUrl('postgres://h/db', 'require').tls?.looksAt, 'nothing')
    assert.equal(readDatabaseUrl('postgres://h/db?sslmode=disable', 'require').tls, null)
  })

  test('takes what may be left out', () => {
    const said = readDatabaseUrl('postgres://h/db?sslmode=require&channel_binding=prefer&gssencmode=disable')
    assert.deepEqual(said, readDatabaseUrl('postgres://h/db?sslmode=require'))
  })

  const SECRET = 'hunter2'
  const refused: readonly [string, RegExp][] = [
    ['', /not one of Postgres.*HOST:PORT,HOST:PORT/],
    [`mysql://u:${SECRET}@h/db`, /not one of Postgres/],
    [`postgres://u:${SECRET}#x@h/db`, /not one of Postgres.*# as %23/],
    [`postgres://u:${SECRET}/x@h/db`, /a port .* is not a number.*\/ as %2F/],
    [`postgres://u:${SECRET}%@h/db`, /two hexadecimal digits.*%25/],
    [`postgres://u:${SECRET}@h1,,h2/db`, /is empty/],
    [`postgres://u:${SECRET}@h:0/db`, /1 to 65535/],
    [`postgres://u:${SECRET}@h:x/db`, /1 to 65535/],
    [`postgres://u:${SECRET}@fd00::1/db`, /1 to 65535.*brackets/],
    ['postgres://u@/db?host=h1,h2,h3&port=1,2', /3 hosts and 2 ports/],
    ['postgres://h/db?sslmod=require', /a parameter sslmod that is not known here: Did you mean sslmode\?$/],
    ['postgres://h/db?schema=x', /a parameter schema that .*: Use one of application_name/],
    ['postgres://h/db?sslmode=require&sslmode=disable', /sslmode twice/],
    ['postgres://h/db?sslmode=prefer', /sslmode=prefer leaves it to the other end/],
    ['postgres://h/db?sslmode=allow', /sslmode=allow leaves it/],
    ['postgres://h/db?sslmode=no-verify', /not a word of libpq.*sslmode=require/],
    ['postgres://h/db?ssl=no-verify', /ssl .* can only be true/],
    ['postgres://h/db?sslmode=verify-ca', /needs an authority/],
    ['postgres://h/db?sslmode=verify-ca&sslrootcert=system', /would believe anybody/],
    ['postgres://h/db?sslmode=require&sslcert=/c', /belong together/],
    ['postgres://h/db?sslrootcert=/ca.pem', /has sslrootcert, and nothing is encrypted/],
    ['postgres://h/db?sslmode=disable&sslcert=/c&sslkey=/k', /sslcert and sslkey, and nothing/],
    ['postgres://h/db?sslnegotiation=direct', /has sslnegotiation, and nothing is encrypted/],
    ['postgres://h/db?sslmode=require&sslnegotiation=x', /sslnegotiation is not a word/],
    ['postgres://h/db?target_session_attrs=any', /may lead to a standby.*read-write or primary/],
    ['postgres://h/db?target_session_attrs=read-only', /may lead to a standby/],
    ['postgres://h/db?target_session_attrs=standby', /may lead to a standby/],
    ['postgres://h1,h2/db?target_session_attrs=prefer-standby', /may lead to a standby/],
    ['postgres://h/db?target_session_attrs=master', /not a word of libpq/],
    ['postgres://h/db?connect_timeout=0', /without an end nobody waits/],
    ['postgres://h/db?connect_timeout=1.5', /number of seconds/],
    ['postgres://h/db?uselibpqcompat=false', /can only be true/],
    ['postgres://h/db?channel_binding=require', /cannot be demanded here.*channel_binding=prefer/],
    ['postgres://h/db?gssencmode=require', /gssencmode .* cannot be demanded here/],
  ]
  for (const [text, why] of refused)
    test(`${text} is refused`, () =>
      assert.throws(
        () => readDatabaseUrl(text),
        (error) => {
          assert.ok(error instanceof UrlRefused)
          const said = `${error.message}: ${error.remedy}`
          assert.match(said, why)
          assert.match(error.remedy, /^[A-Z].*[.?]$/)
          assert.doesNotMatch(said, new RegExp(SECRET))
          return true
        },
      ))

  test('names its hosts as they are reached', () => {
    const words = (host: string) => hostWords({ host, port: 5432 })
    assert.deepEqual(['h', '', '::1', '/run/pg'].map(words), [
      'h:5432',
      'localhost:5432',
      '[::1]:5432',
      '/run/pg/.s.PGSQL.5432',
    ])
  })
})
