import { GENESIS, sealAll } from '../../core/journal/chain.ts'
import type { Entry, NewEntry, StreamName } from '../../core/journal/entry.ts'
import { document } from './document.ts'
import type { Tx } from './pool.ts'

/** Seals entries at the end of a stream. The stream's row is locked, so writers to one stream take turns. */
export async function appendTo(tx: Tx, stream: StreamName, entries: readonly NewEntry[]): Promise<Entry[]> {
  if (entries.length === 0) return []
  const head = await tx
    .insertInto('stream')
    .values({ name: stream, seq: 0, hash: GENESIS })
    // Changes nothing, but locks and returns the row that is there already.
    .onConflict((conflict) => conflict.column('name').doUpdateSet((row) => ({ seq: row.ref('stream.seq') })))
    .returning(['seq', 'hash'])
    .executeTakeFirstOrThrow()
  const sealed = sealAll(head, stream, entries)
  const last = sealed.at(-1) as Entry
  await tx
    .with('added', (db) => db.insertInto('journal').values(sealed.map(rowOf)))
    .updateTable('stream')
    .set({ seq: last.seq, hash: last.hash })
    .where('name', '=', stream)
    .execute()
  return sealed
}

const rowOf = (entry: Entry) => ({ ...entry, actor: document(entry.actor), data: document(entry.data) })
