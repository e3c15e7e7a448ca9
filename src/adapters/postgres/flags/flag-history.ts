import { nameOf } from '../../../core/access/actor.ts'
import { type FlagContent, plainValue } from '../../../core/flag/definition/definition.ts'
import type { FlagVersion } from '../../../ports/store/flags.ts'
import type { Database } from '../database/pool.ts'

export type FlagKey = { readonly environment: string; readonly target: string; readonly flag: string }

export async function historyOf(db: Database, key: FlagKey): Promise<FlagVersion[]> {
  return (await versions(db, key)).map(({ version, value, definition, actor, because, at }) => ({
    version,
    value: plainValue(definition ?? value),
    definition,
    by: nameOf(actor),
    because,
    at,
  }))
}

/** What a rollback of `change` puts back: undefined when it never set the flag, null when the flag was not there. */
export async function valueBefore(
  db: Database,
  key: FlagKey,
  change: string,
): Promise<FlagContent | null | undefined> {
  const all = await versions(db, key)
  const first = all.findIndex(({ actor }) => actor.kind === 'change' && actor.id === change)
  if (first < 0) return undefined
  const before = all[first - 1]
  return before?.definition ?? before?.value ?? null
}

function versions(db: Database, { environment, target, flag }: FlagKey) {
  return db
    .selectFrom('flag_history')
    .select(['version', 'value', 'definition', 'actor', 'because', 'at'])
    .where('environment', '=', environment)
    .where('target', '=', target)
    .where('flag', '=', flag)
    .orderBy('version')
    .execute()
}
