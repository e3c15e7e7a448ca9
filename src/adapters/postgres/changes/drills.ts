import { sql } from 'kysely'
import { drillChecks } from '../../../core/change/items/drill-item.ts'
import type { DrillProof } from '../../../core/change/state/beside.ts'
import { type Change, type ChangeId, isTerminal, runOf } from '../../../core/change/state/change.ts'
import type { Database, Tx } from '../database/pool.ts'
import { changesFrom, ENGINE } from './change-row.ts'
import type { Runbooks } from './runbooks.ts'

/** Drills, newest first; of one plan, or of all. */
export async function drillsOf(
  db: Database,
  runbooks: Runbooks,
  { plan, before, limit }: { readonly plan?: string; readonly before?: ChangeId; readonly limit: number },
): Promise<Change[]> {
  let query = db
    .selectFrom('change')
    .select(['state', 'engine', 'runbook_hash'])
    .where('drill_of', 'is not', null)
    .where('engine', '<=', ENGINE)
    .orderBy('number', 'desc')
    .limit(limit)
  if (plan !== undefined) query = query.where('drill_of', '=', plan)
  if (before !== undefined)
    query = query.where('number', '<', (one) =>
      one.selectFrom('change as older').select('older.number').where('older.id', '=', before),
    )
  return changesFrom(db, runbooks, await query.execute())
}

/** The newest drill that has proved this very rollback of a plan. */
export async function drillProof(
  db: Database | Tx,
  plan: string,
  rollback: string,
): Promise<DrillProof | null> {
  const row = await db
    .selectFrom('change')
    .select(['id', sql<string>`state #>> '{beside,drill,at}'`.as('at')])
    .where('drill_of', '=', plan)
    .where('drill_rollback', '=', rollback)
    .where(sql<boolean>`state #>> '{beside,drill,proven}' = 'true'`)
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row === undefined ? null : { change: row.id, at: Number(row.at) }
}

/** What a line of its checklists has to know; undefined of a change without one, which costs no question. */
export async function drilledFor(tx: Tx, change: Change): Promise<DrillProof | null | undefined> {
  if (isTerminal(change) || runOf(change) === null) return undefined
  const [asked] = drillChecks(change.runbook)
  return asked === undefined ? undefined : drillProof(tx, change.runbook.plan, asked.rollback)
}
