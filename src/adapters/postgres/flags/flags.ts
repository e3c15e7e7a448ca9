import type { Selectable } from 'kysely'
import { nameOf } from '../../../core/access/actor.ts'
import { plainValue } from '../../../core/flag/definition/definition.ts'
import type { FlagRow, Flags } from '../../../ports/store/flags.ts'
import type { Database } from '../database/pool.ts'
import type { Tables } from '../database/tables.ts'
import { historyOf, valueBefore, valueLeft } from './flag-history.ts'
import { changeLock, setFlag } from './flag-write.ts'
import { setFlags } from './flags-write.ts'
import { heldFlags } from './held-flags.ts'

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

    held: (environment, targets) => heldFlags(db, environment, targets),

    set: (write) => db.transaction().execute((tx) => setFlag(tx, write)),
    setAll: (writes) => setFlags(db, writes),

    lock: (environment, target, flag, actor, because, now) =>
      db
        .transaction()
        .execute((tx) => changeLock(tx, { environment, target, flag }, 'locked', actor, because, now)),

    unlock: (environment, target, flag, actor, because, now) =>
      db
        .transaction()
        .execute((tx) => changeLock(tx, { environment, target, flag }, 'unlocked', actor, because, now)),

    before: (environment, target, flag, change) => valueBefore(db, { environment, target, flag }, change),
    leftBy: (environment, target, flag, change) => valueLeft(db, { environment, target, flag }, change),
    history: (environment, target, flag, versions) => historyOf(db, { environment, target, flag }, versions),

    async marks() {
      // Every write to a flag is journaled, so its stream's length is the number of writes.
      const streams = await db
        .selectFrom('stream')
        .select(['name', 'seq'])
        .where('name', 'like', 'flags/%')
        .execute()
      const targets = await db.selectFrom('target').select(['name', 'generation']).execute()
      return {
        environments: new Map(streams.map(({ name, seq }) => [name.slice('flags/'.length), seq])),
        targets: new Map(targets.map(({ name, generation }) => [name, generation])),
      }
    },
  }
}

/** A flag that was removed, or only ever locked, has nothing to show. */
function shown({ value, definition, lock, ...row }: Selectable<Tables['flag']>): FlagRow[] {
  if (value === null && definition === null) return []
  const held = lock && { by: nameOf(lock.actor), because: lock.because, since: lock.since }
  return [{ ...row, value: plainValue(definition ?? value), definition, lock: held }]
}
