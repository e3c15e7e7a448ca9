import { ATTACHMENTS_BYTES_MAX, ATTACHMENTS_MAX } from '../../../core/change/items/attachment-bounds.ts'
import type { ChangeId } from '../../../core/change/state/change.ts'
import type { Attachments, NewAttachment } from '../../../ports/store/attachments.ts'
import { document } from '../database/document.ts'
import type { Database, Tx } from '../database/pool.ts'

export function createAttachments(db: Database): Attachments {
  return {
    keep: (file) => db.transaction().execute((tx) => keep(tx, file)),

    async find(change, sha256) {
      const row = await one(db, change, sha256).select('bytes').executeTakeFirst()
      return row ?? null
    },

    async read(change, sha256) {
      const row = await one(db, change, sha256).select('content').executeTakeFirst()
      return row?.content ?? null
    },
  }
}

const one = (db: Database, change: ChangeId, sha256: string) =>
  db.selectFrom('attachment').where('change_id', '=', change).where('sha256', '=', sha256)

/** Two at once may each see room for one: the bound is of what is kept, not to the byte. */
async function keep(tx: Tx, { change, sha256, content, actor, now }: NewAttachment) {
  const known = await tx
    .selectFrom('change')
    .select('id')
    .where('id', '=', change)
    .forKeyShare()
    .executeTakeFirst()
  if (known === undefined) return 'unknown-change'
  const there = await tx
    .selectFrom('attachment')
    .select(({ fn }) => [fn.countAll<number>().as('files'), fn.sum<number | null>('bytes').as('bytes')])
    .where('change_id', '=', change)
    .where('sha256', '!=', sha256)
    .executeTakeFirstOrThrow()
  const bytes = Number(there.bytes ?? 0) + content.byteLength
  if (Number(there.files) >= ATTACHMENTS_MAX || bytes > ATTACHMENTS_BYTES_MAX) return 'full'
  await tx
    .insertInto('attachment')
    .values({
      change_id: change,
      sha256,
      bytes: content.byteLength,
      content: Buffer.from(content),
      actor: document(actor),
      at: now,
    })
    .onConflict((conflict) => conflict.columns(['change_id', 'sha256']).doNothing())
    .execute()
  return 'kept'
}
