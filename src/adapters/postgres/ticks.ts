import { sql } from 'kysely'
import { canonicalText } from '../../core/journal/canonical.ts'
import type { Ticks } from '../../ports/store/ticks.ts'
import { changeOf, ENGINE } from './change-row.ts'
import { createChange } from './create-change.ts'
import { document } from './document.ts'
import { nudge } from './nudge.ts'
import { type TickParts, tick } from './tick.ts'

export function createTicks(parts: TickParts): Ticks {
  const { db, runbooks } = parts
  return {
    create: (draft) => createChange(db, runbooks, draft),

    ask: (id, { dedup, actor, command, at }) =>
      db.transaction().execute(async (tx) => {
        const known = await tx.selectFrom('change').select('id').where('id', '=', id).executeTakeFirst()
        if (known === undefined) return 'unknown-change'
        const asked = { change_id: id, dedup, actor: document(actor), command: document(command), at }
        const inserted = await tx
          .insertInto('inbox')
          .values(asked)
          .onConflict((conflict) => conflict.columns(['change_id', 'dedup']).doNothing())
          .returning('id')
          .executeTakeFirst()
        if (inserted !== undefined) {
          await nudge(tx, [id], at)
          return 'accepted'
        }
        const first = await tx
          .selectFrom('inbox')
          .select(['actor', 'command'])
          .where('change_id', '=', id)
          .where('dedup', '=', dedup)
          .executeTakeFirstOrThrow()
        const same = canonicalText([first.actor, first.command]) === canonicalText([actor, command])
        return same ? 'joined' : 'conflict'
      }),

    async answerTo(id, dedup) {
      const row = await db
        .selectFrom('inbox')
        .select('answer')
        .where('change_id', '=', id)
        .where('dedup', '=', dedup)
        .executeTakeFirst()
      return row?.answer ?? null
    },

    async due(now, limit) {
      const { rows } = await sql<{ change_id: string }>`
        SELECT d.change_id FROM (
          SELECT change_id, due_at AS at FROM wake WHERE due_at <= ${now}
          UNION ALL SELECT change_id, at FROM nudge WHERE at <= ${now}
        ) d JOIN wake w USING (change_id) JOIN change c ON c.id = d.change_id
        WHERE w.retry_at <= ${now} AND c.engine <= ${ENGINE}
        GROUP BY d.change_id ORDER BY min(d.at), d.change_id LIMIT ${limit}`.execute(db)
      return rows.map((row) => row.change_id)
    },

    async nextDue() {
      // Three looks along an index each, so that ten thousand waiting changes cost no more than one.
      const { rows } = await sql<{ at: number | null }>`
        SELECT least(
          (SELECT due_at FROM wake WHERE due_at IS NOT NULL AND errors = 0 ORDER BY due_at LIMIT 1),
          (SELECT min(greatest(due_at, retry_at)) FROM wake WHERE errors > 0 AND due_at IS NOT NULL),
          (SELECT min(greatest(n.at, w.retry_at)) FROM nudge n JOIN wake w USING (change_id))) AS at`.execute(
        db,
      )
      return rows[0]?.at ?? null
    },

    wake: (id, at) => nudge(db, [id], at),

    tick: (id, now, lock, turn) => tick(parts, id, now, lock, turn),

    load: (id) => changeOf(db, runbooks, id),
  }
}
