import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import type { Store } from '../../ports/store/store.ts'
import {
  exampleRunbook,
  fresh,
  happened,
  newChange,
  running,
  T0,
  turnOf,
} from '../../ports/store/suite/example.testing.ts'
import { migrate } from './migrate.ts'
import { DatabaseNotUsable, openStore } from './open.ts'
import { openPool } from './pool.ts'
import { APP_ROLE } from './role.ts'

/** What only Postgres can promise or break: roles, migrations, sessions that die in the middle of a tick. */
export function databaseSuite(url: () => string): void {
  const admin = async <T>(act: (client: pg.Client) => Promise<T>, at = url()): Promise<T> => {
    const client = new pg.Client(at)
    await client.connect()
    try {
      return await act(client)
    } finally {
      await client.end()
    }
  }
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
      // A call that was about to use one of the dead ones may fail; then it must say so and work the next time.
      const once = () => ticks().tick(id, T0, 'wait', (loaded) => turnOf(loaded))
      const result = await once().catch((error: Error) => {
        assert.match(error.message, /the database failed/)
        return once()
      })
      assert.ok(result.ticked)
    })
  })
}
