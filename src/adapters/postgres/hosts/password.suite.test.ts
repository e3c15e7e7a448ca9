/** A password that is kept in a file and replaced while something is open. */
import assert from 'node:assert/strict'
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { UrlRefused } from '../../../core/database/url-refused.ts'
import { StoreUnavailable } from '../../../ports/store/store.ts'
import { exampleRunbook, fresh, newChange } from '../../../ports/store/suite/example.testing.ts'
import { connectClient } from '../database/pool.ts'
import { openStore } from '../open.ts'
import { examineDatabase } from './examine-database.ts'
import { hostsOf } from './find-host.ts'
import { hostClient } from './host-client.ts'
import type { DatabaseAccess } from './hosts.ts'
import { NotConnected } from './not-connected.ts'
import { type RealPostgres, realPostgres } from './real-postgres.testing.ts'

describe('the password of the database in a file', { timeout: 120_000 }, () => {
  const dir = mkdtempSync(join(tmpdir(), 'cutwater-password-'))
  const file = join(dir, 'password')
  let postgres: RealPostgres
  let access: DatabaseAccess
  /** Written aside, then renamed, so that nobody reads a half of it. */
  const write = (password: string) => {
    writeFileSync(`${file}.new`, password, { mode: 0o600 })
    renameSync(`${file}.new`, file)
  }
  const set = (password: string) =>
    postgres.admin((client) => client.query(`ALTER ROLE app PASSWORD '${password}'`))
  const endAll = () =>
    postgres.admin((client) =>
      client.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'app'`),
    )
  const refused = (connecting: Promise<unknown>, why: RegExp) =>
    assert.rejects(connecting, (error: unknown) => {
      assert.ok(error instanceof NotConnected, String(error))
      assert.match(`${error.message} > ${error.remedy}`, why)
      assert.doesNotMatch(error.message, /-secret/)
      return true
    })

  before(async () => {
    postgres = await realPostgres(join(dir, 'postgres'))
    await postgres.admin(async (client) => {
      await client.query(`CREATE ROLE app LOGIN CREATEROLE PASSWORD 'one-secret'`)
      await client.query('CREATE DATABASE app OWNER app')
    })
    access = { url: `postgres://app@127.0.0.1:${postgres.port}/app`, passwordFile: file }
  })
  after(async () => {
    await postgres?.stop()
    rmSync(dir, { recursive: true, force: true })
  })

  test('is read without the end of its line, and what is wrong with it is said', async () => {
    await refused(connectClient(access), /cannot be read: .*password is not there > Make it readable/)
    write('\n')
    await refused(connectClient(access), /password of the database is missing: .* is empty/)
    write('another-secret')
    await refused(connectClient(access), /password authentication failed .* > Put the password that counts/)
    for (const end of ['', '\n', '\r\n']) {
      write(`one-secret${end}`)
      await (await connectClient(access)).end()
    }
  })

  test('beside one in the URL is refused', () => {
    const url = access.url.replace('app@', 'app:one-secret@')
    assert.throws(
      () => hostsOf({ ...access, url }),
      (error) => error instanceof UrlRefused && /DATABASE_PASSWORD_FILE/.test(error.message),
    )
  })

  test('is replaced while a store is open: connections that are made anew go on', async () => {
    write('one-secret')
    const store = await openStore({ url: access, connections: 4 })
    const create = () => store.ticks.create(newChange(exampleRunbook(fresh('env'))))
    const refuses = async () => {
      // The first meets a connection that has just ended; then none is to be had.
      await create().catch(() => undefined)
      await assert.rejects(create(), (error) => error instanceof StoreUnavailable)
    }
    try {
      await create()
      await set('two-secret')
      await create()
      await endAll()
      await refuses()
      write('two-secret\n')
      await create()

      // The other way round.
      write('three-secret\n')
      await create()
      await endAll()
      await refuses()
      await set('three-secret')
      await create()
    } finally {
      await store.close()
    }
  })

  test('is read once more when it was refused, because it may have been replaced that moment', async () => {
    write('two-secret')
    await set('three-secret')
    const hosts = hostsOf(access)
    let tried = 0
    const client = await hosts.tried(async () => {
      tried += 1
      const own = hostClient(hosts, {})
      await own.connect().catch((error: unknown) => {
        write('three-secret')
        throw error
      })
      return own
    })
    await client.end()
    assert.equal(tried, 2)
    write('four-secret')
    tried = 0
    await refused(
      hosts.tried(() => {
        tried += 1
        return hostClient(hosts, {}).connect()
      }),
      /password authentication failed/,
    )
    assert.equal(tried, 1, 'the same one is not shown again')
  })

  test('doctor says that it is wrong', async () => {
    write('five-secret')
    const found = await examineDatabase(access, Date.now())
    assert.equal(found.length, 1)
    assert.match(`${found[0]?.says} ${found[0]?.remedy}`, /password authentication failed.*Put the password/)
  })
})
