import { sql } from 'kysely'
import type { ChangeId } from '../../../core/change/state/change.ts'
import { canonicalText } from '../../../core/journal/canonical.ts'
import type { AskedCommand, Ticks } from '../../../ports/store/ticks.ts'
import { document } from '../database/document.ts'
import type { Database } from '../database/pool.ts'

/**
 * Into the inbox, and the change is nudged, in one statement: a person waits for this, and every word to the database
 * counts.
 */
export async function ask(db: Database, id: ChangeId, item: AskedCommand): ReturnType<Ticks['ask']> {
  const { dedup, actor, command, at } = item
  const { rows } = await sql<{ known: boolean; accepted: boolean }>`
    WITH known AS (SELECT id FROM change WHERE id = ${id}),
      accepted AS (
        INSERT INTO inbox (change_id, dedup, actor, command, at)
        SELECT id, ${dedup}, ${document(actor)}::json, ${document(command)}::json, ${at}::int8 FROM known
        ON CONFLICT (change_id, dedup) DO NOTHING RETURNING change_id),
      nudged AS (INSERT INTO nudge (change_id, at) SELECT change_id, ${at}::int8 FROM accepted)
    SELECT EXISTS (SELECT FROM known) AS known, EXISTS (SELECT FROM accepted) AS accepted`.execute(db)
  const [answer] = rows
  if (answer?.known !== true) return 'unknown-change'
  return answer.accepted ? 'accepted' : joinedOrConflict(db, id, item)
}

async function joinedOrConflict(
  db: Database,
  id: ChangeId,
  { dedup, actor, command }: AskedCommand,
): Promise<'joined' | 'conflict'> {
  const first = await db
    .selectFrom('inbox')
    .select(['actor', 'command'])
    .where('change_id', '=', id)
    .where('dedup', '=', dedup)
    .executeTakeFirstOrThrow()
  const same = canonicalText([first.actor, first.command]) === canonicalText([actor, command])
  return same ? 'joined' : 'conflict'
}
