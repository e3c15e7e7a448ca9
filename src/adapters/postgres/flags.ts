import type { Selectable } from 'kysely'
import { nameOf } from '../../core/change/actor.ts'
import type { FlagRow, Flags } from '../../ports/store/flags.ts'
import { historyOf, valueBefore } from './flag-history.ts'
import { changeLock, setFlag } from './flag-write.ts'
import type { Database } from './pool.ts'
import type { Tables } from './tables.ts'

export function createFlags(db: Database): Flags {
  return {
    async list(environment) {
      const rows = await db
        .selectFrom('flag')
        .selectAll()
        .where('environment', '=', environment)
        .orderBy('target')
        .orderBy('flag')
        .execute()
      return rows.flatMap(shown)
    },

    set: (write) => db.transaction().execute((tx) => setFlag(tx, write)),

    lock: (environment, target, flag, actor, because, now) =>
      db
        .transaction()
        .execute((tx) => changeLock(tx, { environment, target, flag }, 'locked', actor, because, now)),

    unlock: (environment, target, flag, actor, because, now) =>
      db
        .transaction()
        .execute((tx) => changeLock(tx, { environment, target, flag }, 'unlocked', actor, because, now)),

    before: (environment, target, flag, change) => valueBefore(db, { environment, target, flag }, change),
    history: (environment, target, flag) => historyOf(db, { environment, target, flag }),
  }
}

/** A flag that was removed, or only ever locked, has no value to show. */
function shown({ value, lock, ...row }: Selectable<Tables['flag']>): FlagRow[] {
  if (value === null) return []
  const held = lock && { by: nameOf(lock.actor), because: lock.because, since: lock.since }
  return [{ ...row, value, lock: held }]
}
