import { sql } from 'kysely'
import { StoreUnavailable } from '../../../ports/store/store.ts'
import type { Database } from './pool.ts'

/**
 * Begins to write and changes nothing: a standby, and a primary that was made read-only, refuse it by itself. What a
 * full disk refuses is only what needs room, so there the writes of late are asked.
 */
export async function takesWrites(db: Database, fullOfLate: () => boolean): Promise<void> {
  await sql`DELETE FROM nudge WHERE false`.execute(db)
  if (fullOfLate())
    throw new StoreUnavailable('the database had no room for what was written a moment ago', {
      because: 'writes-refused',
    })
}
