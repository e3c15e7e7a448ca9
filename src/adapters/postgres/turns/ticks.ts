import { sql } from 'kysely'
import type { Ticks } from '../../../ports/store/ticks.ts'
import { changeOf, ENGINE, IS_OVER } from '../changes/change-row.ts'
import { changeMadeBy, createChange } from '../changes/create-change.ts'
import { inPieces } from '../database/in-pieces.ts'
import { nudge } from '../database/nudge.ts'
import { ask } from './ask.ts'
import { quietTicks } from './quiet-ticks.ts'
import { type TickParts, tick } from './tick.ts'

export function createTicks(parts: TickParts): Ticks {
  const { db, runbooks } = parts
  return {
    create: (draft) => createChange(db, runbooks, draft),

    opened: (dedup) => changeMadeBy(db, runbooks, dedup),

    ask: (id, item) => ask(db, id, item),

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
      const known = sql`EXISTS (SELECT FROM change c WHERE c.id = w.change_id AND c.engine <= ${ENGINE})`
      const { rows } = await sql<{ at: number | null }>`
        SELECT least(
          (SELECT due_at FROM wake w WHERE due_at IS NOT NULL AND errors = 0 AND ${known} ORDER BY due_at LIMIT 1),
          (SELECT min(greatest(due_at, retry_at)) FROM wake w WHERE errors > 0 AND due_at IS NOT NULL AND ${known}),
          (SELECT min(greatest(n.at, w.retry_at)) FROM nudge n JOIN wake w USING (change_id) WHERE ${known})) AS at`.execute(
        db,
      )
      return rows[0]?.at ?? null
    },

    wake: (id, at) => nudge(db, [id], at),

    tick: (id, now, lock, turn) => tick(parts, id, now, lock, turn),

    quiet: (ids, now, turn) => quietTicks(parts, ids, now, turn),

    load: (id) => changeOf(db, runbooks, id),

    forget: (before) =>
      inPieces((limit) =>
        sql`DELETE FROM inbox WHERE id IN (
          SELECT i.id FROM inbox i JOIN change c ON c.id = i.change_id
          WHERE i.at < ${before} AND i.answer IS NOT NULL AND ${IS_OVER} LIMIT ${limit})`.execute(db),
      ),
  }
}
