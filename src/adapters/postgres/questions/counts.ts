import { sql } from 'kysely'
import type { Counts } from '../../../ports/store/counts.ts'
import type { Database } from '../database/pool.ts'

/** Each from an index, or from a table with one row a stream, so that it may be asked every few seconds. */
export async function countAll(db: Database): Promise<Counts> {
  const [changes, effects, notices, journal] = await Promise.all([
    db
      .selectFrom('change')
      .select(['status', sql<number>`count(*)`.as('count')])
      .groupBy('status')
      .execute(),
    db
      .selectFrom('effect')
      .select(['status', sql<number>`count(*)`.as('count')])
      .where('status', 'in', ['pending', 'started'])
      .groupBy('status')
      .execute(),
    db
      .selectFrom('notice')
      .select(sql<number>`count(*)`.as('count'))
      .where('status', '=', 'pending')
      .executeTakeFirstOrThrow(),
    db
      .selectFrom('stream')
      .select(sql<number>`coalesce(sum(seq), 0)::bigint`.as('count'))
      .executeTakeFirstOrThrow(),
  ])
  return {
    changesByStatus: Object.fromEntries(changes.map(({ status, count }) => [status, count])),
    effectsByStatus: Object.fromEntries(effects.map(({ status, count }) => [status, count])),
    noticesPending: notices.count,
    journalEntries: journal.count,
  }
}
