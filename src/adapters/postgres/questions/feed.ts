import { sql } from 'kysely'
import type { Feed, Follower, Placed } from '../../../ports/store/feed.ts'
import type { Runbooks } from '../changes/runbooks.ts'
import type { Database } from '../database/pool.ts'
import { ENTRY } from '../journal/journal.ts'

export function createFeed(db: Database, runbooks: Runbooks): Feed {
  return {
    follow: () => follower(db, runbooks),
    between: (after, upTo, limit) => placed(db, runbooks, after, upTo, limit),
    async drawn() {
      const { rows } = await sql<{ last: number | null }>`
        SELECT pg_sequence_last_value(pg_get_serial_sequence('journal', 'position')::regclass) AS last`.execute(
        db,
      )
      return rows[0]?.last ?? 0
    },
  }
}

/** The transactions that wrote the journal when `upTo` was seen: one of them may have drawn a position before it. */
type Doubt = { readonly upTo: number; readonly writers: ReadonlySet<string> }

function follower(db: Database, runbooks: Runbooks): Follower {
  let final: number | null = null
  let doubt: Doubt | null = null

  const begin = async () => {
    if (doubt === null) {
      const upTo = await lastVisible(db)
      doubt = { upTo, writers: await writersOf(db) }
    }
    if (!(await areGone(db, doubt))) return
    final = doubt.upTo
    doubt = null
  }

  return {
    async look(limit) {
      if (final === null) await begin()
      if (final === null) return { entries: [], final }
      // Asked before the entries: a transaction that has ended by now has written all that it will ever write.
      const sure: number = doubt !== null && (await areGone(db, doubt)) ? doubt.upTo : final
      const entries = await placed(db, runbooks, final, Number.MAX_SAFE_INTEGER, limit)
      for (const { position } of entries) {
        if (position !== final + 1 && position > sure) break
        final = position
      }
      const last = entries.at(-1)?.position ?? final
      if (last === final) doubt = null
      else if (doubt === null || sure >= doubt.upTo) doubt = { upTo: last, writers: await writersOf(db) }
      return { entries, final }
    },
  }
}

async function areGone(db: Database, { writers }: Doubt): Promise<boolean> {
  if (writers.size === 0) return true
  return writers.isDisjointFrom(await writersOf(db))
}

/**
 * Transactions that hold the lock of every INSERT, which is taken before a position is drawn and let go after the
 * commit is seen.
 */
async function writersOf(db: Database): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ writer: string }>`
    SELECT DISTINCT virtualtransaction AS writer FROM pg_locks
    WHERE locktype = 'relation' AND relation = 'journal'::regclass AND mode = 'RowExclusiveLock'
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`.execute(db)
  return new Set(rows.map(({ writer }) => writer))
}

async function lastVisible(db: Database): Promise<number> {
  const row = await db
    .selectFrom('journal')
    .select('position')
    .orderBy('position', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.position ?? 0
}

async function placed(
  db: Database,
  runbooks: Runbooks,
  after: number,
  upTo: number,
  limit: number,
): Promise<Placed[]> {
  const rows = await db
    .selectFrom('journal')
    .leftJoin('change', (join) =>
      join
        .on('journal.stream', 'like', 'change/%')
        .on('change.id', '=', sql<string>`substr(journal.stream, 8)`),
    )
    .select([...ENTRY.map((column) => `journal.${column}` as const), 'position', 'runbook_hash'])
    .where('position', '>', after)
    .where('position', '<=', upTo)
    .orderBy('position')
    .limit(limit)
    .execute()
  const hashes = rows.flatMap(({ runbook_hash }) => runbook_hash ?? [])
  const found = await runbooks.get(db, [...new Set(hashes)])
  return rows.map(({ position, runbook_hash, ...entry }) => ({
    position,
    entry,
    runbook: runbook_hash === null ? null : (found.get(runbook_hash) ?? null),
  }))
}
