import { nameOf } from '../../core/change/actor.ts'
import type { Scalar } from '../../core/runbook/runbook.ts'
import type { FlagVersion } from '../../ports/store/flags.ts'
import type { Database } from './pool.ts'

export type FlagKey = { readonly environment: string; readonly target: string; readonly flag: string }

export async function historyOf(db: Database, key: FlagKey): Promise<FlagVersion[]> {
  return (await versions(db, key)).map(({ version, value, actor, because, at }) => ({
    version,
    value,
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
): Promise<Scalar | null | undefined> {
  const all = await versions(db, key)
  const first = all.findIndex(({ actor }) => actor.kind === 'change' && actor.id === change)
  return first < 0 ? undefined : (all[first - 1]?.value ?? null)
}

function versions(db: Database, { environment, target, flag }: FlagKey) {
  return db
    .selectFrom('flag_history')
    .select(['version', 'value', 'actor', 'because', 'at'])
    .where('environment', '=', environment)
    .where('target', '=', target)
    .where('flag', '=', flag)
    .orderBy('version')
    .execute()
}
