import { sql } from 'kysely'
import type { KillOrders } from '../../../ports/store/kill-orders.ts'
import { inPieces } from '../database/in-pieces.ts'
import type { Database } from '../database/pool.ts'
import { IS_OVER } from './change-row.ts'

export function createKillOrders(db: Database): KillOrders {
  const columns = ['change_id as change', 'asked'] as const
  return {
    async find(key) {
      const row = await db.selectFrom('kill_order').select(columns).where('key', '=', key).executeTakeFirst()
      return row ?? null
    },
    remember: (key, { change, asked }, now) =>
      db
        .insertInto('kill_order')
        .values({ key, change_id: change, asked, at: now })
        // Changes nothing, but returns the row that is there already.
        .onConflict((conflict) =>
          conflict.column('key').doUpdateSet((row) => ({ key: row.ref('kill_order.key') })),
        )
        .returning(columns)
        .executeTakeFirstOrThrow(),
    prune: (before) =>
      inPieces((limit) =>
        sql`DELETE FROM kill_order WHERE key IN (
          SELECT key FROM kill_order k JOIN change c ON c.id = k.change_id
          WHERE k.at < ${before} AND ${IS_OVER} LIMIT ${limit})`.execute(db),
      ),
  }
}
