import { sql } from 'kysely'
import { asJson } from '../../core/journal/canonical.ts'
import type { Notice } from '../../core/notice/notice.ts'
import type { Notices } from '../../ports/store/notices.ts'
import { document, plainText } from './document.ts'
import type { Database, Tx } from './pool.ts'

export function createNotices(db: Database): Notices {
  return {
    add: (notices) => addNotices(db, notices),

    async pending(now, limit) {
      const rows = await db
        .selectFrom('notice')
        .select(['body', 'attempts'])
        .where('status', '=', 'pending')
        .where('next_at', '<=', now)
        .orderBy('next_at')
        .orderBy('id')
        .limit(limit)
        .execute()
      return rows.map(({ body, attempts }) => ({ notice: body, attempt: attempts + 1 }))
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
