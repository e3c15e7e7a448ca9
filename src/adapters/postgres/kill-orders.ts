import type { KillOrders } from '../../ports/store/kill-orders.ts'
import type { Database } from './pool.ts'

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
  }
}
