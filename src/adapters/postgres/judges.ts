import { asJson } from '../../core/journal/canonical.ts'
import type { Judges } from '../../ports/store/observation.ts'
import { changesFrom } from './change-row.ts'
import { document } from './document.ts'
import { nudge } from './nudge.ts'
import type { Database } from './pool.ts'
import type { Runbooks } from './runbooks.ts'

export function createJudges(db: Database, runbooks: Runbooks): Judges {
  return {
    async watching() {
      const rows = await db
        .selectFrom('change')
        .select(['state', 'runbook_hash'])
        .where('status', 'in', ['running', 'paused'])
        .orderBy('number')
        .execute()
      return changesFrom(db, runbooks, rows)
    },

    async rows(change) {
      const rows = await db
        .selectFrom('judge')
        .selectAll()
        .where('change_id', '=', change)
        .orderBy('key')
        .execute()
      return rows.map(({ key, began_at, state, judged }) => ({ key, from: began_at, state, judged }))
    },

    save: (change, { key, from, state, judged }, expected, wake) =>
      db.transaction().execute(async (tx) => {
        const values = {
          began_at: from,
          watermark: judged.watermark,
          state: document(asJson(state)),
          judged: document(asJson(judged)),
        }
        const saved =
          expected === null
            ? await tx
                .insertInto('judge')
                .values({ change_id: change, key, ...values })
                .onConflict((conflict) => conflict.columns(['change_id', 'key']).doNothing())
                .returning('key')
                .executeTakeFirst()
            : await tx
                .updateTable('judge')
                .set(values)
                .where('change_id', '=', change)
                .where('key', '=', key)
                .where('watermark', '=', expected)
                .returning('key')
                .executeTakeFirst()
        if (saved === undefined) return false
        if (wake !== null) await nudge(tx, [change], wake)
        return true
      }),
  }
}
