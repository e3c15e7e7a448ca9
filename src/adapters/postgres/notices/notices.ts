import { sql } from 'kysely'
import { asJson } from '../../../core/journal/canonical.ts'
import { NOTICE_FORMAT, type Notice } from '../../../core/notice/notice.ts'
import { noticeFrom } from '../../../core/notice/stored-notice.ts'
import type { Notices } from '../../../ports/store/notices.ts'
import { document, plainText } from '../database/document.ts'
import { inPieces } from '../database/in-pieces.ts'
import type { Database, Tx } from '../database/pool.ts'

export function createNotices(db: Database): Notices {
  return {
    add: (notices) => addNotices(db, notices),

    async take(now, limit, until) {
      const due = db
        .selectFrom('notice')
        .select(['id', 'next_at'])
        .where('status', '=', 'pending')
        .where('next_at', '<=', now)
        // What a newer server has written is left to it.
        .where('format', '<=', NOTICE_FORMAT)
        .orderBy('next_at')
        .orderBy('id')
        .limit(limit)
        .forUpdate()
        .skipLocked()
      const rows = await db
        .with('due', () => due)
        .updateTable('notice')
        .from('due')
        .set({ next_at: until })
        .whereRef('notice.id', '=', 'due.id')
        .returning(['body', 'attempts', 'due.next_at as was_due', 'notice.id'])
        .execute()
      const byDue = rows.toSorted((a, b) => a.was_due - b.was_due || (a.id < b.id ? -1 : 1))
      return byDue.map(({ body, attempts }) => ({ notice: noticeFrom(body), attempt: attempts + 1 }))
    },

    async delivered(id, now) {
      await db
        .updateTable('notice')
        .set({ status: 'delivered', attempts: sql<number>`attempts + 1`, because: null, ended_at: now })
        .where('id', '=', id)
        .where('status', '=', 'pending')
        .execute()
    },

    async failed(id, because, again) {
      await db
        .updateTable('notice')
        .set({
          attempts: sql<number>`attempts + 1`,
          because: plainText(because),
          ...(again === null ? { status: 'given-up' as const } : { next_at: again }),
        })
        .where('id', '=', id)
        .where('status', '=', 'pending')
        .execute()
    },

    prune: (before) =>
      inPieces((limit) =>
        sql`DELETE FROM notice WHERE id IN (
          SELECT id FROM notice WHERE status = 'delivered' AND ended_at < ${before}
            OR status = 'given-up' AND next_at < ${before} LIMIT ${limit})`.execute(db),
      ),
  }
}

/** Ids are stable: what is written again after a crash is dropped. */
export async function addNotices(db: Database | Tx, notices: readonly Notice[]): Promise<void> {
  if (notices.length === 0) return
  await db
    .insertInto('notice')
    .values(
      notices.map((notice) => ({
        id: notice.id,
        format: notice.format,
        body: document(asJson(notice)),
        status: 'pending' as const,
        next_at: notice.at,
        because: null,
        ended_at: null,
      })),
    )
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute()
}
