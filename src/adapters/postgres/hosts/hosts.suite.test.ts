/** Several hosts in one URL, before two real servers of which one follows the other. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { sql } from 'kysely'
import { isOutage, isWriteRefused } from '../database/failure.ts'
import { networkTo } from '../database/network.testing.ts'
import { connectClient, connectLease, databaseOn, openPool } from '../database/pool.ts'
import { hostsOf } from './find-host.ts'
import type { DatabaseAt } from './hosts.ts'
import { NotConnected } from './not-connected.ts'
import { eventually, promote, type RealPostgres, realPostgres, standbyOf } from './real-postgres.testing.ts'

describe('several hosts in one URL', { timeout: 180_000 }, () => {
  const dir = mkdtempSync(join(tmpdir(), 'cutwater-hosts-'))
  let first: RealPostgres
  let second: RealPostgres
  const ends: (() => unknown)[] = []
  const urlOf = (...ports: readonly number[]) => {
    const { user, password } = first
    return `postgres://${user}:${password}@${ports.map((port) => `127.0.0.1:${port}`).join(',')}/postgres`
  }
  const both = () => urlOf(first.port, second.port)
  const portOf = async (url: DatabaseAt) => {
    const client = await connectClient(url)
    const { rows } = await client.query<{ port: number }>(`SELECT current_setting('port')::int AS port`)
    await client.end()
    return rows[0]?.port
  }
  const poolAt = (url: DatabaseAt, max = 3, onIdleError: (error: Error) => void = () => undefined) => {
    const pool = openPool({ url, role: null, max, onIdleError })
    ends.push(() => pool.end())
    return pool
  }
  const refused = (connecting: Promise<unknown>, why: RegExp) =>
    assert.rejects(connecting, (error: unknown) => {
      assert.ok(error instanceof NotConnected, String(error))
      assert.match(error.message, why)
      assert.doesNotMatch(`${error.message} ${JSON.stringify(error)}`, new RegExp(first.password))
      return true
    })

  before(async () => {
    first = await realPostgres(join(dir, 'first'))
    second = await standbyOf(first, join(dir, 'second'))
  })
  after(async () => {
    for (const end of ends) await end()
    await second?.stop()
    await first?.stop()
    rmSync(dir, { recursive: true, force: true })
  })

  test('leads to the one that takes writes, in any order, for everything that connects', async () => {
    for (const url of [both(), urlOf(second.port, first.port)]) {
      assert.equal(await portOf(url), first.port)
      const lease = await connectLease(url)
      await lease.query('CREATE TEMP TABLE t (n int)')
      await lease.end()
      const { rows } = await poolAt(url).query(`SELECT current_setting('port')::int AS port`)
      assert.deepEqual(rows, [{ port: first.port }])
    }
  })

  test('says of each host what is wrong with it, and never the password', async () => {
    const nobody = createServer()
    await new Promise<void>((resolve) => nobody.listen(0, '127.0.0.1', resolve))
    const { port } = nobody.address() as { port: number }
    await new Promise((resolve) => nobody.close(resolve))
    const url = urlOf(port, second.port)
    const why = new RegExp(`127.0.0.1:${port}: connection refused; 127.0.0.1:${second.port}: it is a standby`)
    await refused(connectClient(url), why)
    const wrong = both().replace(first.password, 'hunter2')
    await refused(connectClient(wrong), /password authentication failed.*password authentication failed/)
    await assert.rejects(poolAt(url).query('SELECT 1'), (error) => isOutage(error))
  })

  test('one host that has to take writes and does not is told as that', async () => {
    const alone = `${urlOf(second.port)}?target_session_attrs=read-write`
    await refused(connectClient(alone), /it is a standby/)
    await assert.rejects(poolAt(alone).query('SELECT 1'), (error) => isWriteRefused(error))
    assert.equal(await portOf(urlOf(second.port)), second.port, 'nothing is asked of one host alone')
  })

  test('a host that says nothing is left behind within its time limit', async () => {
    const silent = createServer((socket) => ends.push(() => socket.destroy()))
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
    ends.push(() => silent.close())
    const { port } = silent.address() as { port: number }
    const began = performance.now()
    assert.equal(await portOf(`${urlOf(port, first.port)}?connect_timeout=1`), first.port)
    assert.ok(performance.now() - began < 4_000)
    await refused(connectClient(`${urlOf(port, second.port)}?connect_timeout=1`), /no answer within 1 s/)
  })

  test('moves as a whole when another is promoted, and never back to one of before', async () => {
    const told: string[] = []
    const hosts = hostsOf(both(), (sentence) => told.push(sentence))
    const broken: string[] = []
    const pool = poolAt(hosts, 4, ({ message }) => broken.push(message))
    const portNow = async () =>
      (await pool.query(`SELECT current_setting('port')::int AS port`)).rows[0]?.port as number
    await Promise.all(Array.from({ length: 4 }, () => pool.query('SELECT pg_sleep(0.05)')))
    await pool.query('CREATE TABLE public.kept (n int); INSERT INTO public.kept VALUES (1)')

    await first.kill()
    await assert.rejects(pool.query('INSERT INTO public.kept VALUES (2)'), (error) => isOutage(error))
    await assert.rejects(pool.query('SELECT 1'), /it is a standby/)
    await promote(second)
    assert.equal(await portNow(), second.port, 'the next call finds it')
    assert.deepEqual((await pool.query('SELECT n FROM public.kept')).rows, [{ n: 1 }])
    const moved = `is 127.0.0.1:${second.port} from now on, and no longer 127.0.0.1:${first.port}: connection refused`
    assert.match(told.join(), new RegExp(moved))

    // It comes back as if nothing had been: two of them take writes now.
    await first.start()
    await first.admin((client) => client.query(`ALTER SYSTEM SET synchronous_standby_names = ''`))
    await first.admin((client) => client.query('SELECT pg_reload_conf()'))
    const calls = Array.from({ length: 12 }, () => portNow())
    assert.deepEqual(new Set(await Promise.all(calls)), new Set([second.port]))
    assert.equal(
      await portOf(both()),
      second.port,
      'a server that starts now takes the one that was promoted last',
    )

    await second.kill()
    await eventually('it is noticed', () =>
      pool.query('SELECT 1').then(
        () => false,
        (error: Error) => /was the primary before another was promoted \(timeline 1/.test(error.message),
      ),
    )
    await second.start()
    assert.equal(await portNow(), second.port)
    const { rows } = await first.admin((client) => client.query('SELECT n FROM public.kept ORDER BY n'))
    assert.ok(!rows.some(({ n }) => n > 2), 'nothing was written to the one before')
  })

  test('a host that is gone without a word is left by all connections at once', async () => {
    const way = await networkTo(first.port)
    ends.push(() => way.close())
    await second.kill()
    const hosts = hostsOf(`${urlOf(way.port, second.port)}?connect_timeout=1`)
    const answerLimitMs = 1_000
    const db = databaseOn(openPool({ url: hosts, role: null, max: 4, answerLimitMs, onIdleError: () => {} }))
    ends.push(() => db.destroy())
    const ask = () =>
      sql<{ port: number }>`SELECT current_setting('port')::int AS port, pg_sleep(0.05)`.execute(db)
    const asked = await Promise.all(Array.from({ length: 4 }, ask))
    assert.ok(asked.every(({ rows }) => rows[0]?.port === first.port))
    await second.start()
    way.freeze()
    const began = performance.now()
    await assert.rejects(ask(), (error) => isOutage(error))
    await eventually('no call waits for it any more', () =>
      ask().then(
        ({ rows }) => rows[0]?.port === second.port,
        () => false,
      ),
    )
    // One answer that did not come, and one look; not one for each connection.
    assert.ok(performance.now() - began < 5_000, `${performance.now() - began} ms`)
    assert.ok(
      (await Promise.all(Array.from({ length: 8 }, ask))).every(({ rows }) => rows[0]?.port === second.port),
    )
  })

  test('a host is kept while it serves; what is open there ends when another counts', async () => {
    await second.kill()
    const hosts = hostsOf(both())
    const lease = await connectLease(hosts)
    let ended = false
    lease.once('end', () => {
      ended = true
    })
    await second.start()
    assert.equal(await portOf(hosts), first.port, 'nothing has failed')
    // It lets nobody in any more, and goes on with those that it has.
    await first.admin(async (client) => {
      const hba = join(first.data, 'pg_hba.conf')
      writeFileSync(hba, 'host all all 127.0.0.1/32 reject\n')
      await first.hand(hba)
      await client.query('SELECT pg_reload_conf()')
      await eventually('it has read that', () => first.admin(async () => false).catch(() => true))
    })
    await lease.query('SELECT')
    assert.equal(await portOf(hosts), second.port)
    await eventually('the lease has ended', async () => ended)
  })
})
