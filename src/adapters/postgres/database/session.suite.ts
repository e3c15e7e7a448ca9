import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { exampleRunbook, fresh, newChange } from '../../../ports/store/suite/example.testing.ts'
import { openStore } from '../open.ts'
import { databaseTime } from './database-time.ts'
import { openPool } from './pool.ts'
import { poolerTo } from './pooler.testing.ts'
import { APP_ROLE } from './role.ts'
import { SessionsNotKept } from './session.ts'

const ASKED = `SELECT current_user AS role, current_setting('search_path') AS path, current_setting('statement_timeout') AS statement,
  current_setting('lock_timeout') AS lock, current_setting('idle_in_transaction_session_timeout') AS idle`
const SET = { role: APP_ROLE, path: 'cutwater', statement: '10s', lock: '5s', idle: '15s' }

/** What every session is set to, directly and behind a pooler. */
export function sessionSuite(url: () => string): void {
  describe('a session', () => {
    const ofPool = async (at: string) => {
      const pool = openPool({ url: at, role: APP_ROLE, max: 1, onIdleError: () => undefined })
      try {
        return (await pool.query(ASKED)).rows[0]
      } finally {
        await pool.end()
      }
    }

    test('is set to what the URL does not say, and options of the URL stay', async () => {
      await (await openStore({ url: url(), connections: 1 })).close()
      assert.deepEqual(await ofPool(url()), SET)
      const given = new URL(url())
      given.searchParams.set('options', '-c statement_timeout=60s -c work_mem=8MB')
      const pool = openPool({ url: given.href, role: null, max: 1, onIdleError: () => undefined })
      try {
        const { rows } = await pool.query(
          "SELECT current_setting('work_mem') AS mem, current_setting('statement_timeout') AS statement",
        )
        assert.deepEqual(rows, [{ mem: '8MB', statement: '10s' }])
      } finally {
        await pool.end()
      }
    })

    test('is the same behind a pooler in session mode, which knows no parameters of ours', async () => {
      const pooler = await poolerTo(url(), 'session')
      try {
        assert.ok(Math.abs((await databaseTime(pooler.url)) - Date.now()) < 60_000)
        const store = await openStore({ url: pooler.url, connections: 3 })
        try {
          await store.ticks.create(newChange(exampleRunbook(fresh('env'))))
        } finally {
          await store.close()
        }
        assert.deepEqual(await ofPool(pooler.url), SET)
      } finally {
        await pooler.close()
      }
    })

    test('that a pooler lends for a transaction at a time is refused at the start', async () => {
      const pooler = await poolerTo(url(), 'transaction')
      try {
        await assert.rejects(openStore({ url: pooler.url, connections: 3 }), (error) => {
          assert.ok(error instanceof SessionsNotKept, String(error))
          assert.match(error.message, /pooler in transaction mode/)
          return true
        })
      } finally {
        await pooler.close()
      }
    })
  })
}
