import { sql } from 'kysely'
import { isMeasuredBeside } from '../../../core/change/beside/measured.ts'
import { type Change, type ChangeId, TERMINAL } from '../../../core/change/state/change.ts'
import { changeFrom, STATE_VERSIONS, versionOf } from '../../../core/change/state/stored.ts'
import type { Runbook } from '../../../core/runbook/runbook.ts'
import type { Stuck } from '../../../ports/store/ticks.ts'
import { document } from '../database/document.ts'
import type { Database, Tx } from '../database/pool.ts'
import type { ChangeState } from '../database/tables.ts'
import type { Runbooks } from './runbooks.ts'

/** The newest that is known here; a replica leaves alone what a newer one has written. */
export const ENGINE = STATE_VERSIONS.version

/** Of a row `c` of changes: nothing follows. */
export const IS_OVER = sql<boolean>`c.status = ANY(${[...TERMINAL]}::text[])`

/** The columns that say what a change is; the runbook goes by its hash. */
export function columnsOf(change: Change) {
  const { runbook, ...state } = change
  return {
    status: change.status,
    revision: change.revision,
    state: document(state),
    targets: targetNames(runbook),
    waits_for: 'waitsFor' in change ? [...change.waitsFor] : [],
    engine: versionOf(change),
    verifying: isMeasuredBeside(change),
  }
}

/** A runbook names the services of its own environment; a target's full name is `environment/service`. */
export const targetName = (runbook: Runbook, service: string): string => `${runbook.environment}/${service}`
export const targetNames = (runbook: Runbook): string[] =>
  runbook.targets.map((service) => targetName(runbook, service))

export async function changesFrom(
  db: Database | Tx,
  runbooks: Runbooks,
  rows: readonly { state: ChangeState; engine: number; runbook_hash: string }[],
): Promise<Change[]> {
  const found = await runbooks.get(db, [...new Set(rows.map((row) => row.runbook_hash))])
  return rows.map(({ state, engine, runbook_hash }) => changeFrom(engine, state, found.get(runbook_hash)))
}

/** A change as it stands, and whether its turns go wrong. */
export async function changeOf(
  db: Database,
  runbooks: Runbooks,
  id: ChangeId,
): Promise<{ change: Change; stuck: Stuck | null } | null> {
  const row = await db
    .selectFrom('change')
    .innerJoin('wake', 'wake.change_id', 'change.id')
    .select(['state', 'engine', 'runbook_hash', 'stuck_since', 'errors', 'because'])
    .where('id', '=', id)
    .executeTakeFirst()
  if (row === undefined) return null
  const [change] = await changesFrom(db, runbooks, [row])
  return change === undefined ? null : { change, stuck: stuckOf(row) }
}

/** Those of these changes whose turns go wrong. */
export async function stuckOnes(
  db: Database,
  ids: readonly ChangeId[],
): Promise<ReadonlyMap<ChangeId, Stuck>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('wake')
    .select(['change_id', 'stuck_since', 'errors', 'because'])
    .where('change_id', 'in', [...ids])
    .where('stuck_since', 'is not', null)
    .execute()
  return new Map(
    rows.flatMap((row) => {
      const stuck = stuckOf(row)
      return stuck === null ? [] : [[row.change_id, stuck] as const]
    }),
  )
}

function stuckOf(row: { stuck_since: number | null; errors: number; because: string | null }) {
  const { stuck_since: since, errors, because } = row
  return since === null ? null : { since, errors, because: because ?? '' }
}
