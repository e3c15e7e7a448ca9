import { type Selectable, sql } from 'kysely'
import type { Outcome } from '../../../core/change/outside/observations.ts'
import { asJson } from '../../../core/journal/canonical.ts'
import type { EffectRow, Effects } from '../../../ports/store/effects.ts'
import { document } from '../database/document.ts'
import { nudge } from '../database/nudge.ts'
import type { Database } from '../database/pool.ts'
import type { Tables } from '../database/tables.ts'
import type { OrderedHere } from './ordered-here.ts'

export function createEffects(db: Database, ordered: OrderedHere): Effects {
  return {
    whenOrdered: (begin) => ordered.hear(begin),

    async start(id, instance, now) {
      const row = await db
        .updateTable('effect')
        .set({ status: 'started', fence: sql<number>`fence + 1`, instance, started_at: now })
        .where('id', '=', id)
        .where('status', '=', 'pending')
        .returningAll()
        .returning(VERSION)
        .executeTakeFirst()
      return row === undefined ? null : effectFrom(row)
    },

    async takeOver({ id, fence }, instance, now) {
      const row = await db
        .updateTable('effect')
        .set({ fence: sql<number>`fence + 1`, instance, taken_at: now })
        .where('id', '=', id)
        .where('fence', '=', fence)
        .where('status', '=', 'started')
        .returningAll()
        .returning(VERSION)
        .executeTakeFirst()
      return row === undefined ? null : effectFrom(row)
    },

    finish: (id, fence, outcome, now) =>
      db.transaction().execute(async (tx) => {
        const finished = await tx
          .updateTable('effect')
          .set({ status: statusOf(outcome), outcome: document(asJson(outcome)), finished_at: now })
          .where('id', '=', id)
          .where('fence', '=', fence)
          .where('status', '=', 'started')
          .returning('change_id')
          .executeTakeFirst()
        if (finished === undefined) return false
        await nudge(tx, [finished.change_id], now)
        return true
      }),

    async unfinished() {
      const rows = await db
        .selectFrom('effect')
        .selectAll()
        .select(VERSION)
        .where('status', '=', 'started')
        .orderBy('created_at')
        .execute()
      return rows.map(effectFrom)
    },

    async pending() {
      const rows = await db
        .selectFrom('effect')
        .select('id')
        .where('status', '=', 'pending')
        .orderBy('created_at')
        .execute()
      return rows.map(({ id }) => id)
    },

    async toStop() {
      const rows = await db
        .selectFrom('effect')
        .selectAll()
        .select(VERSION)
        .where('status', '=', 'started')
        .where('stop_requested', '=', true)
        .execute()
      return rows.map(effectFrom)
    },
  }
}

function statusOf(outcome: Outcome): 'done' | 'failed' | 'cancelled' | 'in-doubt' {
  switch (outcome.outcome) {
    case 'done':
      return 'done'
    case 'failed':
      return 'failed'
    case 'stopped':
      return 'cancelled'
    case 'unknown':
      return 'in-doubt'
  }
}

/** What the change of an effect brings: nearly everything that is done has to be told. */
const VERSION = sql<string>`(
  SELECT r.body->>'version' FROM change c JOIN runbook r ON r.hash = c.runbook_hash WHERE c.id = effect.change_id)`.as(
  'version',
)

function effectFrom(row: Selectable<Tables['effect']> & { version: string }): EffectRow {
  return {
    id: row.id,
    change: row.change_id,
    environment: row.environment,
    version: row.version,
    ref: { item: row.item, direction: row.direction, attempt: row.attempt },
    act: row.act,
    timeLimitMs: row.time_limit_ms,
    repeatable: row.repeatable,
    fence: row.fence,
    instance: row.instance,
    startedAt: row.started_at,
    takenAt: row.taken_at,
    key: row.key ?? row.id,
  }
}
