import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { exampleRunbook, fresh, happened, newChange, T0 } from '../../../ports/store/suite/example.testing.ts'
import { realPostgres } from '../hosts/real-postgres.testing.ts'
import { openStore } from '../open.ts'
import { withClient } from './client.testing.ts'
import { DatabaseNotReached } from './database-time.ts'
import { makeVersion } from './make-version.testing.ts'
import { knownMigrations, migrate } from './migrate.ts'
import { DatabaseNotUsable } from './not-usable.ts'
import { structureOf } from './refuse-half.ts'
import { smallDisk } from './small-disk.testing.ts'

/** How a database comes to this version, or stays what it is. */
export function migrateSuite(url: () => string): void {
  const newDatabase = async (): Promise<string> => {
    const name = fresh('migrated').replaceAll('-', '_')
    await withClient(url(), (client) => client.query(`CREATE DATABASE ${name}`))
    const there = new URL(url())
    there.pathname = `/${name}`
    return there.href
  }
  const as = <T>(at: string, act: (client: pg.Client) => Promise<T>) =>
    withClient(at, async (client) => {
      await client.query('SET search_path = cutwater')
      return act(client)
    })
  const structure = (at: string) => as(at, structureOf)
  const versionOf = (at: string) =>
    as(at, async (client) => (await client.query('SELECT * FROM migration')).rowCount)

  describe('a database of an earlier version', () => {
    const EARLIER = 5
    /** What is altered by a later migration than the first that is missing. */
    const ALTERED_LATE = 'SELECT FROM plan_version'

    test('becomes what an empty one becomes, and what structure.json says (npm run structure)', async () => {
      const [earlier, empty] = [await newDatabase(), await newDatabase()]
      await withClient(earlier, (client) => makeVersion(client, EARLIER))
      await Promise.all([migrate(earlier, T0), migrate(empty, T0)])
      const written = readFileSync(join(import.meta.dirname, 'structure.json'), 'utf8')
      assert.deepEqual(await structure(empty), JSON.parse(written))
      assert.deepEqual(await structure(earlier), JSON.parse(written))
    })

    test('stays as it was when its session is ended between two migrations', async () => {
      const at = await newDatabase()
      await withClient(at, (client) => makeVersion(client, 14))
      const before = await structure(at)
      await as(at, async (client) => {
        await client.query('BEGIN')
        await client.query(ALTERED_LATE)
        const broken = assert.rejects(migrate(at, T0), (error) => {
          assert.ok(error instanceof DatabaseNotReached)
          assert.match(error.message, /was lost before it was of this version, and is as it was/)
          return true
        })
        const end = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
          WHERE wait_event_type = 'Lock' AND datname = current_database()`
        // Within a transaction one would always see what was there at first.
        await as(at, async (other) => {
          for (let i = 0; i < 500 && (await other.query(end)).rowCount === 0; i++) await sleep(10)
        })
        await broken
        await client.query('ROLLBACK')
      })
      assert.deepEqual([await structure(at), await versionOf(at)], [before, 14])
      assert.equal((await migrate(at, T0)).version, (await knownMigrations()).length)
    })

    test('stays as it was when the disk is full, and goes on when there is room', async (t) => {
      const dir = mkdtempSync(join(tmpdir(), 'cutwater-full-'))
      const disk = smallDisk(dir, 120)
      if (disk === null) {
        rmSync(dir, { recursive: true, force: true })
        return t.skip('no disk of its own can be mounted here (that needs root)')
      }
      const postgres = await realPostgres(join(dir, 'postgres'), {
        max_wal_size: '32MB',
        min_wal_size: '32MB',
      })
      try {
        await withClient(postgres.url, (client) => makeVersion(client, EARLIER))
        const before = await structure(postgres.url)
        disk.fill()
        await assert.rejects(migrate(postgres.url, T0), (error) => {
          assert.ok(error instanceof DatabaseNotReached)
          assert.match(error.message, /the database takes nothing that is written: .*No space left on device/)
          return true
        })
        disk.free()
        assert.deepEqual([await structure(postgres.url), await versionOf(postgres.url)], [before, EARLIER])
        assert.equal((await migrate(postgres.url, T0)).version, (await knownMigrations()).length)
      } finally {
        await postgres.stop()
        disk.unmount()
        rmSync(dir, { recursive: true, force: true })
      }
    })
  })

  describe('half of a database is refused, and left as it is', () => {
    /** Each takes away what a restore that broke off would not have made. */
    const HALVES: readonly (readonly [title: string, taken: string, says: RegExp])[] = [
      ['a table', 'DROP TABLE flag_history', /it lacks the table flag_history$/],
      [
        'several',
        'DROP TABLE flag_history, sample, plan_version',
        /lacks the table flag_history, the table .* and 1 more$/,
      ],
      ['a key', 'ALTER TABLE inbox DROP CONSTRAINT inbox_pkey', /lacks the constraint inbox_pkey of inbox$/],
      ['an index', 'DROP INDEX wake_due', /lacks the index wake_due of wake$/],
      [
        'a trigger',
        'ALTER TABLE journal DISABLE TRIGGER journal_append_only',
        /lacks the trigger journal_append_only of journal$/,
      ],
      [
        'what numbers rows',
        'ALTER TABLE nudge ALTER id DROP IDENTITY',
        /lacks the column id \(identity\) of nudge$/,
      ],
      [
        'where numbers go on',
        `SELECT setval('journal_position_seq', 1, false)`,
        /the numbers of journal\.position go on$/,
      ],
      [
        'the entries of the journal',
        'SET session_replication_role = replica; DELETE FROM journal',
        /the last entry of \d+ streams? of the journal$/,
      ],
      ['the heads of the journal', 'DELETE FROM stream', /lacks the journal of 1 change$/],
      [
        'every migration on record',
        'DELETE FROM migration',
        /migration 0001-journal.sql failed, .* version 0: .*already exists/,
      ],
      [
        'the last of them',
        'DELETE FROM migration WHERE version > 20',
        /migration 0021-.* stays at version 20: .*already exists/,
      ],
      [
        'one between',
        'DELETE FROM migration WHERE version = 3',
        /of its \d+ migrations only \d+ are on record/,
      ],
    ]
    for (const [title, taken, says] of HALVES)
      test(`where it lacks ${title}`, async () => {
        const at = await newDatabase()
        const store = await openStore({ url: at })
        await store.ticks.create(newChange(exampleRunbook(fresh('env'))))
        await store.journal.append('system', [happened('said') as never])
        await store.close()
        await as(at, (client) => client.query(taken))
        const before = [await structure(at), await versionOf(at)]
        await assert.rejects(openStore({ url: at }), (error) => {
          assert.ok(error instanceof DatabaseNotUsable, String(error))
          assert.match(error.message, says)
          assert.match(error.remedy, /[Dd]rop it, restore the whole backup into an empty one/)
          return true
        })
        assert.deepEqual([await structure(at), await versionOf(at)], before)
      })

    test('an index and a table that an administrator added are not looked at', async () => {
      const at = await newDatabase()
      await migrate(at, T0)
      await as(at, (client) =>
        client.query('CREATE INDEX own ON journal (at); CREATE TABLE own_notes (n int)'),
      )
      await migrate(at, T0)
    })
  })
}
