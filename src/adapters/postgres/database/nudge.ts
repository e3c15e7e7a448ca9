import { sql } from 'kysely'
import type { Instant } from '../../../core/time/instant.ts'
import type { Database, Tx } from './pool.ts'

/** Lets changes take a turn at `at`. Waits for nobody, and what is nudged during a tick is not lost by it. */
export async function nudge(db: Database | Tx, changes: readonly string[], at: Instant): Promise<void> {
  if (changes.length === 0) return
  await sql`
    INSERT INTO nudge (change_id, at) SELECT change_id, ${at}::int8 FROM unnest(${[...changes]}::text[]) change_id`.execute(
    db,
  )
}
