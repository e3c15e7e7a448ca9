import type { Selectable } from 'kysely'
import type { Checkpoint, Entry, StreamName } from '../../core/journal/entry.ts'
import type { Journal } from '../../ports/store/journal.ts'
import { document } from './document.ts'
import type { Database } from './pool.ts'
import { appendTo } from './streams.ts'
import type { Tables } from './tables.ts'

export function createJournal(db: Database): Journal {
  const heads = () =>
    db.selectFrom('stream').select(['name as stream', 'seq', 'hash']).where('seq', '>', 0).orderBy('name')
  return {
    append: (stream, entries) => db.transaction().execute((tx) => appendTo(tx, stream, entries)),
    read: (stream, after, limit) => readStream(db, stream, after, limit),
    streams: () => heads().execute(),
    moved: () => heads().whereRef('seq', '>', 'checkpointed').execute(),

    async lastCheckpoint() {
      const row = await db
        .selectFrom('checkpoint')
        .selectAll()
        .orderBy('n', 'desc')
        .limit(1)
        .executeTakeFirst()
      return row ?? null
    },

    checkpoints: (after, limit) =>
      db.selectFrom('checkpoint').selectAll().where('n', '>', after).orderBy('n').limit(limit).execute(),

    addCheckpoint: (checkpoint) =>
      db.transaction().execute(async (tx) => {
        await tx.insertInto('checkpoint').values(rowOf(checkpoint)).execute()
        for (const { stream, seq } of checkpoint.heads)
          await tx
            .updateTable('stream')
            .set({ checkpointed: seq })
            .where('name', '=', stream)
            .where('checkpointed', '<', seq)
            .execute()
      }),
  }
}

export async function readStream(
  db: Database,
  stream: StreamName,
  after: number,
  limit: number,
): Promise<Entry[]> {
  const rows = await db
    .selectFrom('journal')
    .selectAll()
    .where('stream', '=', stream)
    .where('seq', '>', after)
    .orderBy('seq')
    .limit(limit)
    .execute()
  return rows satisfies Selectable<Tables['journal']>[]
}

const rowOf = ({ heads, ...rest }: Checkpoint) => ({ ...rest, heads: document(heads) })
