import { type RawBuilder, sql } from 'kysely'
import { GENESIS, sealAll } from '../../../core/journal/chain.ts'
import type { Entry, NewEntry } from '../../../core/journal/entry.ts'
import type { EntryOf, Stream } from '../../../core/journal/streams.ts'
import { document } from '../database/document.ts'
import { isDuplicate } from '../database/failure.ts'
import type { Tx } from '../database/pool.ts'

/** Seals entries at the end of a stream. The stream's row is locked, so writers to one stream take turns. */
export const appendTo = <S extends Stream>(
  tx: Tx,
  stream: S,
  entries: readonly EntryOf<S>[],
): Promise<Entry[]> => appendAny(tx, stream, entries)

/** For who was given entries that the compiler has held to their stream before; it cannot do so twice. */
export async function appendAny(tx: Tx, stream: Stream, entries: readonly NewEntry[]): Promise<Entry[]> {
  if (entries.length === 0) return []
  const head = await tx
    .insertInto('stream')
    .values({ name: stream, seq: 0, hash: GENESIS })
    // Changes nothing, but locks and returns the row that is there already.
    .onConflict((conflict) => conflict.column('name').doUpdateSet((row) => ({ seq: row.ref('stream.seq') })))
    .returning(['seq', 'hash'])
    .executeTakeFirstOrThrow()
  const sealed = sealAll(head, stream, entries)
  await sql`WITH ${added(sealed)} SELECT`.execute(tx)
  return sealed
}

/**
 * Sealed entries as a part of another statement, for callers that know where their stream ends and have locked it by
 * other means. A caller that was wrong about that fails by the journal's key (`isOvertaken`): no place in a stream is
 * ever taken twice.
 */
export function added(sealed: readonly Entry[]): RawBuilder<unknown> {
  const { stream, seq, hash } = sealed.at(-1) as Entry
  return sql`added AS (
      INSERT INTO journal (stream, seq, at, actor, type, version, data, previous, hash) VALUES ${sql.join(sealed.map(rowOf))}),
    ended AS (
      INSERT INTO stream (name, seq, hash) VALUES (${stream}, ${seq}, ${hash})
      ON CONFLICT (name) DO UPDATE SET seq = excluded.seq, hash = excluded.hash)`
}

export const isOvertaken = (error: unknown): boolean => isDuplicate(error, 'journal_pkey')

const rowOf = ({ stream, seq, at, actor, type, version, data, previous, hash }: Entry) => sql`(
  ${stream}, ${seq}, ${at}, ${document(actor)}, ${type}, ${version}, ${document(data)}, ${previous}, ${hash})`
