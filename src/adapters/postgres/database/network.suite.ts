import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { sql } from 'kysely'
import pg from 'pg'
import { fresh, T0 } from '../../../ports/store/suite/example.testing.ts'
import { openStore } from '../open.ts'
import { isOutage } from './failure.ts'
import { type Network, networkTo } from './network.testing.ts'
import { databaseOn, openPool } from './pool.ts'

/** A way to the database that stands still, breaks or comes back. */
export function networkSuite(url: () => string): void {
  describe('a network that stands still', () => {
    let network: Network | undefined
    const way = () => network ?? assert.fail('there is no network')
    const through = () => {
      const there = new URL(url())
      there.port = String(way().port)
      return there.href
    }
    before(async () => {
      network = await networkTo(Number(new URL(url()).port))
    })
    after(() => network?.close())

    test('ends a call at its time limit, and what the call had begun is never finished by the next one', async () => {
      const table = fresh('work').replaceAll('-', '_')
      const pool = openPool({
        url: through(),
        role: null,
        max: 1,
        answerLimitMs: 2_000,
        onIdleError: () => {},
      })
      const db = databaseOn(pool)
      try {
        await pool.query(`CREATE TABLE public.${table} (n int)`)
        let began = 0
        const stalled = db.transaction().execute(async (tx) => {
          await tx
            .insertInto(`public.${table}` as never)
            .values({ n: 1 } as never)
            .execute()
          way().freeze()
          began = performance.now()
          await tx
            .insertInto(`public.${table}` as never)
            .values({ n: 2 } as never)
            .execute()
        })
        await assert.rejects(stalled, (error) => isOutage(error))
        assert.ok(
          performance.now() - began < 3_800,
          'a rollback that cannot be sent is not waited for as well',
        )
        way().thaw()
        await db.transaction().execute(async (tx) => {
          await tx
            .insertInto(`public.${table}` as never)
            .values({ n: 3 } as never)
            .execute()
        })
        const { rows } = await pool.query(`SELECT n FROM public.${table} ORDER BY n`)
        assert.deepEqual(rows, [{ n: 3 }])
      } finally {
        way().thaw()
        await db.destroy()
      }
    })

    test('a connection that went silent for good is given up with its first call, and the next call has another', async () => {
      const pool = openPool({
        url: through(),
        role: null,
        max: 1,
        answerLimitMs: 1_000,
        onIdleError: () => {},
      })
      const db = databaseOn(pool)
      const ask = () => sql`SELECT 1`.execute(db)
      try {
        await ask()
        way().swallow()
        await assert.rejects(ask(), (error) => isOutage(error))
        await ask()
      } finally {
        await db.destroy()
      }
    })

    test('uses up no connections: when it moves again, so does everything', async () => {
      const pool = openPool({
        url: through(),
        role: null,
        max: 3,
        answerLimitMs: 1_000,
        onIdleError: () => {},
      })
      try {
        await Promise.all(Array.from({ length: 3 }, () => pool.query('SELECT pg_sleep(0.05)')))
        way().freeze()
        const asked = await Promise.allSettled(Array.from({ length: 3 }, () => pool.query('SELECT 1')))
        assert.ok(asked.every(({ status }) => status === 'rejected'))
        way().thaw()
        const again = await Promise.all(Array.from({ length: 10 }, () => pool.query('SELECT 1')))
        assert.equal(again.length, 10)
        assert.ok(pool.totalCount <= 3)
      } finally {
        way().thaw()
        await pool.end()
      }
    })

    test('a lease that was lost with its connection is taken again', async () => {
      const store = await openStore({ url: through(), connections: 4 })
      const installation = fresh('server')
      const alive = async () =>
        (await store.replicas.all()).find((each) => each.installation === installation)?.alive
      const entered = await store.replicas.enter({ installation, place: 'here' }, T0)
      const admin = new pg.Client(url())
      await admin.connect()
      try {
        assert.equal(await alive(), true)
        const { rows } = await admin.query(
          `SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 2`,
        )
        assert.ok(rows.length > 0)
        let again: boolean | undefined = false
        for (let i = 0; i < 300 && again !== true; i++) {
          await new Promise((resolve) => setTimeout(resolve, 100))
          // The one that finds it broken says so; the next takes it again.
          await entered.keep().catch(() => undefined)
          again = await alive()
        }
        assert.equal(again, true)
      } finally {
        await entered.leave()
        await admin.end()
        await store.close()
      }
    })
  })
}
