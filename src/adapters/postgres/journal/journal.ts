import { sql } from 'kysely'
import type { Checkpoint, Entry, StreamName } from '../../../core/journal/entry.ts'
import type { Journal } from '../../../ports/store/journal.ts'
import { document } from '../database/document.ts'
import type { Database, Tx } from '../database/pool.ts'
import { appendAny } from './streams.ts'

export function createJournal(db: Database): Journal {
  const heads = () =>
    db.selectFrom('stream').select(['name as stream', 'seq', 'hash']).where('seq', '>', 0).orderBy('name')
  return {
    append: (stream, entries) => db.transaction().execute((tx) => appendAny(tx, stream, entries)),
    read: (stream, after, limit) => readStream(db, stream, after, limit),
    happened: ({ streams, types, from, until }, limit) =>
      db
        .selectFrom('journal')
        .select(ENTRY)
        .where('stream', 'in', streams)
        .where('type', 'in', types)
        .where('at', '>=', from)
        .where('at', '<', until)
        .orderBy('at')
        .orderBy('seq')
        .limit(limit)
        .execute(),
    streams: () => heads().execute(),
    streamsAfter: (after, limit) => heads().where('name', '>', after).limit(limit).execute(),
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

    resumptions: () =>
      db.selectFrom('checkpoint').selectAll().where('resumes', 'is not', null).orderBy('n').execute(),

    checkpoints: (after, limit) =>
      db.selectFrom('checkpoint').selectAll().where('n', '>', after).orderBy('n').limit(limit).execute(),

    async written(before) {
      const { from, to } = await db
        .selectFrom('journal')
        .select(({ fn }) => [fn.min('at').as('from'), fn.max('at').as('to')])
        .where('at', '<', before)
        .executeTakeFirstOrThrow()
      return from === null || to === null ? null : { from, to }
    },

    addCheckpoint: (checkpoint) =>
      db.transaction().execute(async (tx) => {
        const added = await tx
          .insertInto('checkpoint')
          .values(rowOf(checkpoint))
          .onConflict((conflict) => conflict.column('n').doNothing())
          .returning('n')
          .executeTakeFirst()
        if (added === undefined) return false
        await markCheckpointed(tx, checkpoint.heads)
        return true
      }),
  }
}

export async function readStream(
  db: Database,
  stream: StreamName,
  after: number,
  limit: number,
): Promise<Entry[]> {
  return await db
    .selectFrom('journal')
    .select(ENTRY)
    .where('stream', '=', stream)
    .where('seq', '>', after)
    .orderBy('seq')
    .limit(limit)
    .execute()
}

/** A stream that somebody writes to at this moment is passed over: it moves on, and the next checkpoint has it. */
async function markCheckpointed(tx: Tx, heads: Checkpoint['heads']): Promise<void> {
  const names = heads.map(({ stream }) => stream)
  const seqs = heads.map(({ seq }) => seq)
  await sql`
    WITH free AS MATERIALIZED (
      SELECT s.name, v.seq FROM unnest(${names}::text[], ${seqs}::int8[]) AS v(name, seq) JOIN stream s USING (name)
      WHERE s.checkpointed < v.seq FOR UPDATE OF s SKIP LOCKED)
    UPDATE stream s SET checkpointed = f.seq FROM free f WHERE s.name = f.name`.execute(tx)
}

/** The columns of an entry; its position is ours, and in no hash. */
export const ENTRY = ['stream', 'seq', 'at', 'actor', 'type', 'version', 'data', 'previous', 'hash'] as const

const rowOf = ({ heads, resumes, ...rest }: Checkpoint) => ({
  ...rest,
  heads: document(heads),
  resumes: resumes ? document(resumes) : null,
})
