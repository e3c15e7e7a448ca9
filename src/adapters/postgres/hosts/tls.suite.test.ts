/** TLS to a real Postgres: what each sslmode believes, and files that are renewed while something is open. */
import assert from 'node:assert/strict'
import { appendFileSync, chmodSync, copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { type Authority, authorityIn, type Signed } from '../../../ports/authority.testing.ts'
import { isOutage } from '../database/failure.ts'
import { connectClient, openPool } from '../database/pool.ts'
import { examineDatabase } from './examine-database.ts'
import { NotConnected } from './not-connected.ts'
import { eventually, type RealPostgres, realPostgres } from './real-postgres.testing.ts'

describe('TLS to the database', { timeout: 180_000 }, () => {
  const dir = mkdtempSync(join(tmpdir(), 'cutwater-database-tls-'))
  const own = (name: string) => join(dir, name)
  let ours: Authority
  let others: Authority
  let postgres: RealPostgres
  const at = (query: string, host = 'localhost') => {
    const { user, password, port } = postgres
    return `postgres://${user}:${password}@${host}:${port}/postgres?${query}`
  }
  const verified = (ca = ours.ca) => `sslmode=verify-full&sslrootcert=${encodeURIComponent(ca)}`
  const encrypted = async (url: string): Promise<boolean> => {
    const client = await connectClient(url)
    const { rows } = await client.query<{ ssl: boolean }>(
      'SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()',
    )
    await client.end()
    return rows[0]?.ssl === true
  }
  const refused = (url: string, why: RegExp) =>
    assert.rejects(connectClient(url), (error: unknown) => {
      assert.ok(error instanceof NotConnected, String(error))
      assert.match(`${error.message} > ${error.remedy}`, why)
      assert.ok(!error.message.includes(postgres.password))
      return true
    })
  /** What Postgres shows from now on. */
  const shows = async ({ certificate, key }: Signed) => {
    for (const [from, to] of [
      [key, 'server.key'],
      [certificate, 'server.crt'],
      [ours.ca, 'clients.pem'],
    ] as const) {
      const file = join(postgres.data, to)
      copyFileSync(from, file)
      chmodSync(file, 0o600)
      await postgres.hand(file)
    }
    const since = postgres.log().length
    await postgres.admin((client) => client.query('SELECT pg_reload_conf()'))
    await eventually('it has read its files', async () =>
      postgres.log().slice(since).includes('received SIGHUP, reloading configuration files'),
    )
  }

  before(async () => {
    ours = authorityIn(own('ours'))
    others = authorityIn(own('others'))
    postgres = await realPostgres(own('postgres'))
    await refused(at(verified()), /it does not offer TLS > Set ssl = on/)
    await shows(ours.sign('localhost'))
    await postgres.admin(async (client) => {
      await client.query('ALTER SYSTEM SET ssl = on')
      await client.query(`ALTER SYSTEM SET ssl_ca_file = 'clients.pem'`)
      await client.query('SELECT pg_reload_conf()')
    })
    await eventually('it offers TLS', () => encrypted(at('sslmode=require')).catch(() => false))
  })
  after(async () => {
    await postgres?.stop()
    rmSync(dir, { recursive: true, force: true })
  })

  test('verify-full believes the authority and the name, and nothing else', async () => {
    assert.ok(await encrypted(at(verified())))
    await refused(
      at(verified(others.ca)),
      /signed by nobody who is trusted > Name the PEM file of the authority/,
    )
    await refused(
      at(verified(), '127.0.0.1'),
      /for another name > Write the host as the certificate names it/,
    )
    await refused(at('sslmode=verify-full'), /signed by nobody who is trusted/)
    await refused(at('sslmode=verify-full&sslrootcert=system'), /signed by nobody who is trusted/)
    await refused(
      at(verified(own('nowhere.pem'))),
      /the authority .*nowhere.pem is not there > Make it readable/,
    )
  })

  test('the other modes look at what libpq looks at', async () => {
    const ca = (authority: Authority) => `sslrootcert=${encodeURIComponent(authority.ca)}`
    assert.ok(await encrypted(at(`sslmode=verify-ca&${ca(ours)}`, '127.0.0.1')))
    await refused(at(`sslmode=verify-ca&${ca(others)}`), /signed by nobody/)
    assert.ok(await encrypted(at('sslmode=require', '127.0.0.1')))
    assert.ok(await encrypted(at('ssl=true')))
    await refused(at(`sslmode=require&${ca(others)}`), /signed by nobody/)
    assert.ok(await encrypted(at(`${verified()}&sslnegotiation=direct`)))
    assert.equal(await encrypted(at('sslmode=disable')), false)
    assert.equal(await encrypted(at('')), false)
  })

  test('holds for each of several hosts', async () => {
    const { user, password, port } = postgres
    const way = (hosts: string) => `postgres://${user}:${password}@${hosts}/postgres?${verified()}`
    assert.ok(await encrypted(way(`localhost:1,localhost:${port}`)))
    assert.ok(await encrypted(way(`127.0.0.1:${port},localhost:${port}`)))
    await refused(
      way(`127.0.0.1:${port},localhost:1`),
      /:\d+: its certificate is for another name; .*refused/,
    )
  })

  test('one that has expired is not believed', async () => {
    await shows(ours.sign('localhost', -1))
    await refused(at(verified()), /has expired > Renew the certificate/)
    await shows(ours.sign('localhost'))
    assert.ok(await encrypted(at(verified())))
  })

  test('an authority is changed under a pool, which is not opened anew', async () => {
    copyFileSync(ours.ca, own('trusted.pem'))
    const onIdleError = () => undefined
    const pool = openPool({ url: at(verified(own('trusted.pem'))), role: null, max: 1, onIdleError })
    const anew = async () => {
      await pool.query('SELECT pg_terminate_backend(pg_backend_pid())').catch(() => undefined)
      return (await pool.query('SELECT 1 AS one')).rows
    }
    try {
      await pool.query('SELECT 1')
      await shows(others.sign('localhost'))
      await assert.rejects(anew(), (error) => isOutage(error), 'no change is to blame for it')
      appendFileSync(own('trusted.pem'), '\n')
      copyFileSync(others.ca, own('trusted.pem'))
      assert.deepEqual(await anew(), [{ one: 1 }])
    } finally {
      await pool.end()
      await shows(ours.sign('localhost'))
    }
  })

  test('a certificate of ours is shown where the server wants one, and renewed without a restart', async () => {
    const { user } = postgres
    const hba = join(postgres.data, 'pg_hba.conf')
    writeFileSync(hba, 'hostssl all all 127.0.0.1/32 scram-sha-256 clientcert=verify-full\n')
    await postgres.hand(hba)
    const take = (signed: Signed) => {
      copyFileSync(signed.key, own('client.key'))
      chmodSync(own('client.key'), 0o600)
      copyFileSync(signed.certificate, own('client.pem'))
    }
    const url = `${at(verified())}&sslcert=${own('client.pem')}&sslkey=${own('client.key')}`
    // A connection of before, for the host lets in nobody without a certificate from then on.
    await postgres.admin(async (client) => {
      await client.query('SELECT pg_reload_conf()')
      await eventually('it wants certificates', () =>
        encrypted(at(verified())).then(
          () => false,
          () => true,
        ),
      )
    })
    await refused(at(verified()), /valid client certificate > Allow this user/)
    await refused(url, /the certificate for the database cannot be read: .*client.pem is not there/)
    take(ours.sign(user, -1))
    await refused(url, /does not accept our certificate: certificate expired > Name one/)
    const [, expired] = await examineDatabase({ url }, Date.now())
    assert.match(expired?.says ?? '', /shown to the database has expired/)
    take(ours.sign(user))
    assert.ok(await encrypted(url))
    chmodSync(own('client.key'), 0o644)
    const found = await examineDatabase({ url }, Date.now())
    assert.deepEqual(
      found.map(({ is, says }) => [is, says.replace(dir, '').replace(/:\d+/, ':PORT')]),
      [
        ['good', 'localhost:PORT takes writes'],
        ['bad', '/client.key can be read by others (mode 644)'],
      ],
    )
    take(others.sign(user))
    await refused(url, /does not accept our certificate: unknown ca > Name one in sslcert/)
  })
})
