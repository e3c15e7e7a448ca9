import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { StoreUnavailable } from '../../../ports/store/store.ts'
import {
  exampleRunbook,
  fresh,
  happened,
  newChange,
  T0,
  turnOf,
} from '../../../ports/store/suite/example.testing.ts'
import { openStore } from '../open.ts'
import { withClient } from './client.testing.ts'

/** A primary that was demoted or made read-only, and one whose disk is full: it answers, and keeps nothing. */
export function writesRefusedSuite(url: () => string): void {
  const refused = (error: unknown) => error instanceof StoreUnavailable && error.because === 'writes-refused'

  /** A database of its own: nothing else may find it read-only. */
  const opened = async () => {
    const name = fresh('refusing').replaceAll('-', '_')
    await withClient(url(), (server) => server.query(`CREATE DATABASE ${name}`))
    const there = new URL(url())
    there.pathname = `/${name}`
    const admin = new pg.Client(there.href)
    await admin.connect()
    return { name, admin, store: await openStore({ url: there.href, connections: 4 }) }
  }

  describe('a database that keeps nothing', () => {
    test('is told as an outage while it is read-only, and works again at once when it is not', async () => {
      const { name, admin, store } = await opened()
      const command = {
        dedup: 'k',
        actor: { kind: 'person', name: 'a' },
        command: { command: 'resume' },
        at: T0,
      } as const
      try {
        const { id } = await store.ticks.create(newChange(exampleRunbook(fresh('env'))))
        const take = () =>
          store.ticks.tick(id, T0, 'wait', (loaded) => turnOf(loaded, { entries: [happened('ran')] }))
        const readOnly = async (state: 'on' | 'off') => {
          await admin.query(`ALTER DATABASE ${name} SET default_transaction_read_only = ${state}`)
          // Sessions that are open keep what they began with; a failover ends them too.
          await admin.query(
            'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND pid <> pg_backend_pid()',
            [name],
          )
        }
        const soon = async (takes: boolean) => {
          for (let i = 0; i < 1_500; i++) {
            const took = await store.takesWrites().then(
              () => true,
              (error: unknown) => (refused(error) ? false : null),
            )
            if (took === takes) return
            await sleep(10)
          }
          assert.fail(`it never ${takes ? 'took' : 'refused'} what was written`)
        }
        await store.takesWrites()
        await readOnly('on')
        await soon(false)
        await assert.rejects(store.ticks.ask(id, command), refused)
        await assert.rejects(take(), refused)
        assert.equal((await store.ticks.load(id))?.stuck, null, 'the change is not to blame')
        await readOnly('off')
        const asked = async (): Promise<unknown> =>
          store.ticks.ask(id, command).catch(async (error: unknown) => {
            assert.ok(error instanceof StoreUnavailable)
            await sleep(10)
            return asked()
          })
        assert.equal(await asked(), 'accepted')
        await soon(true)
        assert.ok((await take()).ticked)
        assert.equal((await store.ticks.load(id))?.stuck, null)
      } finally {
        await admin.end()
        await store.close()
      }
    })

    test('is told as one when its disk is full, and no change counts as stuck for it', async () => {
      const { admin, store } = await opened()
      try {
        const { id } = await store.ticks.create(newChange(exampleRunbook(fresh('env'))))
        const take = () =>
          store.ticks.tick(id, T0, 'wait', (loaded) => turnOf(loaded, { entries: [happened('ran')] }))
        await admin.query(`
          CREATE FUNCTION cutwater.full_disk() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$;
          CREATE TRIGGER full_disk BEFORE INSERT ON cutwater.journal FOR EACH ROW EXECUTE FUNCTION cutwater.full_disk()`)
        for (let i = 0; i < 6; i++) await assert.rejects(take(), refused)
        await assert.rejects(store.takesWrites(), refused)
        await admin.query('DROP TRIGGER full_disk ON cutwater.journal; DROP FUNCTION cutwater.full_disk()')
        assert.ok((await take()).ticked)
        assert.equal((await store.ticks.load(id))?.stuck, null)
      } finally {
        await admin.end()
        await store.close()
      }
    })
  })
}
