import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import type pg from 'pg'
import { GENESIS } from '../../../core/journal/chain.ts'
import type { JudgeRow } from '../../../ports/store/observation.ts'
import type { Store } from '../../../ports/store/store.ts'
import {
  exampleRunbook,
  fresh,
  happened,
  newChange,
  running,
  T0,
  turnOf,
} from '../../../ports/store/suite/example.testing.ts'
import { DatabaseNotUsable, openStore } from '../open.ts'
import { openJournalToRead } from '../open-journal.ts'
import { withClient } from './client.testing.ts'
import { examineRights } from './examine-rights.ts'
import { isOutage } from './failure.ts'
import { migrate } from './migrate.ts'
import { databaseOn, openPool } from './pool.ts'
import { APP_ROLE } from './role.ts'

/** What only Postgres can promise or break: roles, migrations, sessions that die in the middle of a tick. */
export function databaseSuite(url: () => string): void {
  const admin = <T>(act: (client: pg.Client) => Promise<T>, at = url()): Promise<T> => withClient(at, act)
  /** A database of its own on the same server. */
  const another = async (user?: string): Promise<string> => {
    const name = fresh('database').replaceAll('-', '_')
    await admin((client) => client.query(`CREATE DATABASE ${name}${user ? ` OWNER ${user}` : ''}`))
    const there = new URL(url())
    there.pathname = `/${name}`
    if (user) [there.username, there.password] = [user, 'pw']
    return there.href
  }
  const rewrites = [
    'UPDATE cutwater.journal SET data = null',
    'DELETE FROM cutwater.journal',
    'TRUNCATE cutwater.journal',
    'UPDATE cutwater.checkpoint SET n = 2',
    'DELETE FROM cutwater.checkpoint',
  ]

  describe('the journal', () => {
    test('can only be added to and read by the role of the application', async () => {
      const at = await another()
      await migrate(at, T0)
      const pool = openPool({ url: at, role: APP_ROLE, max: 1, onIdleError: () => undefined })
      try {
        for (const sql of rewrites) await assert.rejects(pool.query(sql), /permission denied/)
        for (const sql of [
          'DROP TABLE cutwater.journal',
          'DROP TRIGGER journal_append_only ON cutwater.journal',
        ])
          await assert.rejects(pool.query(sql), /must be owner/)
      } finally {
        await pool.end()
      }
    })

    test('is read by a user who may only read it; a database without one is refused, and left as it is', async () => {
      const reader = fresh('reader').replaceAll('-', '_')
      await admin((client) => client.query(`CREATE ROLE ${reader} LOGIN PASSWORD 'pw'`))
      const at = await another()
      const asReader = new URL(at)
      ;[asReader.username, asReader.password] = [reader, 'pw']
      await assert.rejects(openJournalToRead(asReader.href), /^DatabaseNotUsable: there is no journal/)
      assert.deepEqual(
        await admin((client) => client.query("SELECT FROM pg_namespace WHERE nspname = 'cutwater'"), at).then(
          ({ rowCount }) => rowCount,
        ),
        0,
      )
      await migrate(at, T0)
      await admin(
        (client) =>
          client.query(
            `GRANT USAGE ON SCHEMA cutwater TO ${reader};
             GRANT SELECT ON cutwater.migration, cutwater.stream, cutwater.journal, cutwater.checkpoint TO ${reader}`,
          ),
        at,
      )
      const journal = await openJournalToRead(asReader.href)
      try {
        const heads = await journal.streams()
        assert.deepEqual(
          [heads, await journal.read('system', 0, 10), await journal.checkpoints(0, 10)],
          [[], [], []],
        )
      } finally {
        await journal.close()
      }
    })

    test('refuses to be rewritten by its owner too', async () => {
      const at = await another()
      await migrate(at, T0)
      for (const sql of rewrites)
        await assert.rejects(
          admin((client) => client.query(sql), at),
          /append-only/,
        )
    })

    test('is kept by triggers alone, with a warning, where the user may not make roles', async () => {
      const user = fresh('limited').replaceAll('-', '_')
      await admin((client) => client.query(`CREATE ROLE ${user} LOGIN PASSWORD 'pw' NOCREATEROLE`))
      const at = await another(user)
      const warnings: string[] = []
      const store = await openStore({ url: at, warn: (message) => warnings.push(message) })
      try {
        assert.match(warnings.join(), /may not make the role/)
        const [found] = await examineRights(at)
        assert.match(`${found?.is}: ${found?.says}`, /^missing: .* may not make the role/)
        await store.ticks.create(newChange(exampleRunbook(fresh('env'))))
        for (const sql of rewrites)
          await assert.rejects(
            admin((client) => client.query(sql), at),
            /append-only/,
          )
      } finally {
        await store.close()
      }
    })
  })

  describe('migrations', () => {
    test('say what to do for a user that may not make the schema', async () => {
      const user = fresh('nobody').replaceAll('-', '_')
      await admin((client) => client.query(`CREATE ROLE ${user} LOGIN PASSWORD 'pw'`))
      const at = new URL(await another())
      ;[at.username, at.password] = [user, 'pw']
      await assert.rejects(
        migrate(at.href, T0),
        (error: unknown) => error instanceof DatabaseNotUsable && /owner to/.test(error.remedy),
      )
      const found = await examineRights(at.href)
      assert.match(found.map(({ is, remedy }) => `${is}: ${remedy}`).join('\n'), /^bad: .*owner to/)
      await admin((client) => client.query(`ALTER DATABASE ${at.pathname.slice(1)} OWNER TO ${user}`))
      await migrate(at.href, T0)
    })

    test('run once, though several replicas start together', async () => {
      const at = await another()
      const done = await Promise.all([1, 2, 3].map(() => migrate(at, T0)))
      const { rows } = await admin(
        (client) => client.query('SELECT * FROM cutwater.migration ORDER BY version'),
        at,
      )
      assert.equal(rows.length, done[0]?.version)
    })

    test('refuse a database of a newer version, and one with another past', async () => {
      const at = await another()
      await migrate(at, T0)
      const { rows } = await admin((c) => c.query('SELECT max(version) AS v FROM cutwater.migration'), at)
      const add = `INSERT INTO cutwater.migration VALUES (${rows[0].v + 1}, 'future', 'x', 0)`
      await admin((client) => client.query(add), at)
      await assert.rejects(openStore({ url: at }), (error) => {
        assert.ok(error instanceof DatabaseNotUsable)
        assert.match(error.message, /start a newer cutwater/)
        return true
      })
      await admin((c) => c.query(`DELETE FROM cutwater.migration WHERE name = 'future'`), at)
      await admin((c) => c.query(`UPDATE cutwater.migration SET checksum = 'other' WHERE version = 1`), at)
      await assert.rejects(openStore({ url: at }), /is not the one that this cutwater knows/)
    })
  })

  test('a prepared statement that a migration outdates fails once, as an outage does', async () => {
    const at = await another()
    const pool = openPool({ url: at, role: null, max: 1, onIdleError: () => undefined })
    const db = databaseOn(pool)
    const read = (by = db) => sql`SELECT * FROM public.later WHERE n = ${1}::int4`.execute(by)
    try {
      await pool.query('CREATE TABLE public.later AS SELECT 1 AS n')
      for (let i = 0; i < 10; i++) await read()
      assert.equal((await pool.query('SELECT FROM pg_prepared_statements')).rowCount, 1)
      await pool.query('ALTER TABLE public.later ADD COLUMN more int')
      await assert.rejects(
        db.transaction().execute((tx) => read(tx)),
        (error) => isOutage(error),
      )
      assert.deepEqual((await read()).rows, [{ n: 1, more: null }])
    } finally {
      await db.destroy()
    }
  })

  test('the stream of a change stays one chain, also when others write to it between a look and its turn', async () => {
    const at = await another()
    const store = await openStore({ url: at })
    try {
      const { id } = await store.ticks.create(newChange(exampleRunbook(fresh('env'))))
      const stream = `change/${id}` as const
      const take = () =>
        store.ticks.tick(id, T0, 'wait', (loaded) => turnOf(loaded, { entries: [happened('ran')] }))
      const ten = async (act: () => Promise<unknown>) => {
        for (let i = 0; i < 10; i++) await act()
      }
      await Promise.all([ten(take), ten(() => store.journal.append(stream, [happened('said')]))])
      const entries = await store.journal.read(stream, 0, 100)
      assert.equal(entries.filter(({ type }) => type === 'ran').length, 10)
      assert.deepEqual(
        entries.map(({ seq, previous }) => [seq, previous]),
        entries.map((_, i) => [i + 1, entries[i - 1]?.hash ?? GENESIS]),
      )
    } finally {
      await store.close()
    }
  })

  test('what a turn orders is told where it was taken, a few at a time, and is pending for every server', async () => {
    const at = await another()
    const [here, there] = [await openStore({ url: at }), await openStore({ url: at })]
    let [underWay, most, told] = [0, 0, 0]
    const noMore = here.effects.whenOrdered(async () => {
      underWay += 1
      most = Math.max(most, underWay)
      await sleep(5)
      told += 1
      underWay -= 1
    })
    try {
      const { id } = await here.ticks.create(newChange(exampleRunbook(fresh('env'))))
      const act = { act: 'deploy', target: 'wix', version: 'v2' } as const
      const runs = Array.from({ length: 20 }, (_, i) => {
        const ref = { item: 'deploy', direction: 'do', attempt: i + 1 } as const
        return { order: 'run', ref, act, timeLimitMs: 1_000, repeatable: false } as const
      })
      await here.ticks.tick(id, T0, 'wait', (loaded) => turnOf(loaded, { orders: runs }))
      await noMore()
      assert.deepEqual([told, most], [20, 8])
      assert.equal((await there.effects.pending()).length, 20)
    } finally {
      await Promise.all([here.close(), there.close()])
    }
  })

  test('a database that still has the queue of an earlier version goes on, with its own user or the least privileges', async () => {
    const user = fresh('limited').replaceAll('-', '_')
    await admin((client) => client.query(`CREATE ROLE ${user} LOGIN PASSWORD 'pw' NOCREATEROLE`))
    for (const owner of [undefined, user]) {
      const at = await another(owner)
      await migrate(at, T0)
      await admin((client) => client.query('CREATE SCHEMA pgboss; CREATE TABLE pgboss.job (id int)'), at)
      const store = await openStore({ url: at })
      try {
        const { id } = await store.ticks.create(newChange(exampleRunbook(fresh('env'))))
        const ref = { item: 'deploy', direction: 'do', attempt: 1 } as const
        const act = { act: 'deploy', target: 'wix', version: 'v2' } as const
        const run = { order: 'run', ref, act, timeLimitMs: 1_000, repeatable: false } as const
        await store.ticks.tick(id, T0, 'wait', (loaded) => turnOf(loaded, { orders: [run] }))
        const [pending = ''] = await store.effects.pending()
        assert.equal((await store.effects.start(pending, 'server', T0))?.change, id)
      } finally {
        await store.close()
      }
    }
  })

  describe('the memory of judge rows', () => {
    const rowAt = (watermark: number, verdict: 'no-worse' | 'worse' = 'no-worse'): JudgeRow => ({
      key: 'g@wix',
      from: T0,
      state: { watermark },
      judged: { from: T0, watermark, verdict } as JudgeRow['judged'],
    })

    test('gives what another server has written since, with a state that is as old as it may be', async () => {
      const at = await another()
      const [one, two] = [await openStore({ url: at }), await openStore({ url: at })]
      try {
        const { id } = await one.ticks.create(newChange(exampleRunbook(fresh('env'))))
        const save = async ({ judges }: Store, row: JudgeRow, expected: number | null) =>
          (await judges.saveAll([{ change: id, row, expected, wake: null }]))[0]
        const stateSeenBy = async ({ judges }: Store) => (await judges.rows(id)).map(({ state }) => state)
        assert.ok(await save(one, rowAt(T0), null))
        assert.deepEqual(await stateSeenBy(two), [{ watermark: T0 }])
        assert.ok(await save(one, rowAt(T0 + 9_000), T0))
        assert.deepEqual(await stateSeenBy(one), [{ watermark: T0 + 9_000 }])
        const [seen] = await two.judges.rows(id)
        assert.deepEqual([seen?.state, seen?.judged], [{ watermark: T0 }, rowAt(T0 + 9_000).judged])
        assert.ok(await save(two, rowAt(T0 + 9_500, 'worse'), T0 + 9_000))
        assert.deepEqual(await stateSeenBy(one), [{ watermark: T0 + 9_500 }])
        assert.equal(await save(one, rowAt(T0 + 9_900), T0 + 9_000), false)
        assert.deepEqual(await stateSeenBy(one), [{ watermark: T0 + 9_500 }])
      } finally {
        await Promise.all([one.close(), two.close()])
      }
    })
  })

  test('a change that another holds is left alone by quiet turns, which wait for nobody', async () => {
    const at = await another()
    const store = await openStore({ url: at })
    try {
      const { id } = await store.ticks.create(newChange(exampleRunbook(fresh('env'))))
      const quiet = () => store.ticks.quiet([id], T0, (loaded) => turnOf(loaded))
      await store.ticks.tick(id, T0, 'wait', (loaded) => turnOf(loaded, { change: running(loaded.change) }))
      await admin(async (client) => {
        await client.query('BEGIN')
        await client.query('SELECT * FROM cutwater.wake WHERE change_id = $1 FOR UPDATE', [id])
        assert.deepEqual(await quiet(), { quiet: 0, eventful: [] })
        await client.query('ROLLBACK')
      }, at)
      assert.deepEqual(await quiet(), { quiet: 0, eventful: [id] })
    } finally {
      await store.close()
    }
  })

  describe('a session that dies', () => {
    let store: Store | undefined
    let at = ''
    before(async () => {
      at = await another()
      store = await openStore({ url: at })
    })
    after(() => store?.close())
    const ticks = () => store?.ticks ?? assert.fail('the store is not open')

    test('in the middle of a tick loses nothing and saves nothing', async () => {
      const { id } = await ticks().create(newChange(exampleRunbook(fresh('env'))))
      const actor = { kind: 'person', name: 'alice' } as const
      await ticks().ask(id, { dedup: 'k', actor, command: { command: 'resume' }, at: T0 })
      const answer = { accepted: true, revision: 2, already: false } as const
      const take = () =>
        ticks().tick(id, T0, 'wait', (loaded) => {
          const answers = loaded.commands.map(({ dedup }) => ({ dedup, answer }))
          return turnOf(loaded, { change: running(loaded.change), entries: [happened('ran')], answers })
        })
      await admin(async (client) => {
        await client.query('BEGIN')
        await client.query('SELECT * FROM cutwater.stream WHERE name = $1 FOR UPDATE', [`change/${id}`])
        const died = assert.rejects(take(), /the database failed/)
        const kill = `SELECT pg_terminate_backend(pid) AS killed FROM pg_stat_activity
          WHERE wait_event_type = 'Lock' AND datname = current_database()`
        for (let i = 0; i < 500; i++) {
          if (((await client.query(kill)).rowCount ?? 0) > 0) break
          await sleep(10)
        }
        await died
        await client.query('ROLLBACK')
      }, at)
      assert.equal((await ticks().load(id))?.change.status, 'draft')
      assert.equal(await ticks().answerTo(id, 'k'), null)
      assert.ok((await ticks().due(T0, 1_000)).includes(id), 'what was due is still due')
      assert.ok((await take()).ticked)
      assert.equal((await ticks().load(id))?.change.status, 'running')
      assert.deepEqual(await ticks().answerTo(id, 'k'), answer)
      assert.equal((await store?.questions.journal(id, 0, 10))?.length, 2)
    })

    test('is replaced by another, whichever of them die', async () => {
      const { id } = await ticks().create(newChange(exampleRunbook(fresh('env'))))
      await admin((client) => {
        const kill = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
          WHERE datname = current_database() AND pid <> pg_backend_pid()`
        return client.query(kill)
      }, at)
      // A call that was about to use one of the dead ones may fail; then it must say so, and that one is never used
      // again.
      const take = async (left = 20): Promise<boolean> => {
        try {
          return (await ticks().tick(id, T0, 'wait', (loaded) => turnOf(loaded))).ticked
        } catch (error) {
          assert.match((error as Error).message, /the database failed/)
          assert.ok(left > 0, 'no more connections than the pool may have')
          return take(left - 1)
        }
      }
      assert.ok(await take())
    })
  })
}
