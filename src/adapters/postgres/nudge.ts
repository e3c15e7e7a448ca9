import type { Instant } from '../../core/time/instant.ts'
import type { Database, Tx } from './pool.ts'

/** Lets changes take a turn at `at`. Waits for nobody, and what is nudged during a tick is not lost by it. */
export async function nudge(db: Database | Tx, changes: readonly string[], at: Instant): Promise<void> {
  if (changes.length === 0) return
  await db
    .insertInto('nudge')
    .values(changes.map((change_id) => ({ change_id, at })))
    .execute()
}
