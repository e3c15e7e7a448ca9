import { sql } from 'kysely'
import { nameOf } from '../../../core/access/actor.ts'
import { type FlagContent, plainValue } from '../../../core/flag/definition/definition.ts'
import type { FlagVersion } from '../../../ports/store/flags.ts'
import type { Database } from '../database/pool.ts'

export type FlagKey = { readonly environment: string; readonly target: string; readonly flag: string }

const NEWEST_MOST = 500
const NEWEST_BYTES = 4 * 1024 * 1024

/** Certain versions, or the newest: as many as may be read at once, and the very newest however long it is. */
export async function historyOf(
  db: Database,
  key: FlagKey,
  certain?: readonly number[],
): Promise<FlagVersion[]> {
  const found = versions(db, key)
  const chosen =
    certain === undefined
      ? found.where('version', 'in', newest(key))
      : certain.length === 0
        ? null
        : found.where('version', 'in', certain)
  return ((await chosen?.execute()) ?? []).map(({ version, value, definition, actor, because, at }) => ({
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
  const all = await versions(db, key).execute()
  const first = all.findIndex(({ actor }) => actor.kind === 'change' && actor.id === change)
  if (first < 0) return undefined
  const before = all[first - 1]
  return before?.definition ?? before?.value ?? null
}

export async function valueLeft(
  db: Database,
  key: FlagKey,
  change: string,
): Promise<FlagContent | null | undefined> {
  const last = (await versions(db, key).execute()).findLast(
    ({ actor }) => actor.kind === 'change' && actor.id === change,
  )
  return last === undefined ? undefined : (last.definition ?? last.value ?? null)
}

function versions(db: Database, { environment, target, flag }: FlagKey) {
  return db
    .selectFrom('flag_history')
    .select(['version', 'value', 'definition', 'actor', 'because', 'at'])
    .where('environment', '=', environment)
    .where('target', '=', target)
    .where('flag', '=', flag)
    .orderBy('version')
}

function newest({ environment, target, flag }: FlagKey) {
  return sql<number>`(
    SELECT version FROM (
      SELECT version, sum(octet_length(definition::text)) OVER (ORDER BY version DESC) AS bytes,
        row_number() OVER (ORDER BY version DESC) AS place
      FROM (
        SELECT version, definition FROM flag_history
        WHERE environment = ${environment} AND target = ${target} AND flag = ${flag}
        ORDER BY version DESC LIMIT ${NEWEST_MOST}) AS latest) AS measured
    WHERE place = 1 OR coalesce(bytes, 0) <= ${NEWEST_BYTES})`
}
