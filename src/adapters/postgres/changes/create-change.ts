import { sql } from 'kysely'
import type { Change } from '../../../core/change/state/change.ts'
import type { NewChange } from '../../../ports/store/ticks.ts'
import { isDuplicate } from '../database/failure.ts'
import { nudge } from '../database/nudge.ts'
import type { Database, Tx } from '../database/pool.ts'
import { appendTo } from '../journal/streams.ts'
import { changesFrom, columnsOf } from './change-row.ts'
import { keepPlan } from './keep-plan.ts'
import type { Runbooks } from './runbooks.ts'

/** Two requests with one idempotency key may arrive together: the second then finds what the first one made. */
export async function createChange(db: Database, runbooks: Runbooks, draft: NewChange): Promise<Change> {
  const earlier = await changeMadeBy(db, runbooks, draft.dedup)
  if (earlier !== null) return earlier
  try {
    return await db.transaction().execute((tx) => insertChange(tx, runbooks, draft))
  } catch (error) {
    if (!isDuplicate(error, 'change_dedup_key')) throw error
    const made = await changeMadeBy(db, runbooks, draft.dedup)
    if (made === null) throw error
    return made
  }
}

async function insertChange(tx: Tx, runbooks: Runbooks, draft: NewChange): Promise<Change> {
  const { change, entries } = draft.open(await nextId(tx, draft))
  const plan_hash = await keepPlan(tx, draft.planText, draft.at)
  const runbook_hash = await runbooks.keep(tx, change.runbook)
  const { plan, drill } = change.runbook
  const drilled = { drill_of: drill === undefined ? null : plan, drill_rollback: drill?.rollback ?? null }
  const row = { id: change.id, dedup: draft.dedup, ...columnsOf(change), ...drilled, runbook_hash, plan_hash }
  await tx.insertInto('change').values(row).execute()
  await tx.insertInto('wake').values({ change_id: change.id, last_at: draft.at }).execute()
  await appendTo(tx, `change/${change.id}`, entries)
  await nudge(tx, [change.id], draft.at)
  return change
}

/** The counter's row lock makes creators take turns; one that rolls back leaves no gap. */
async function nextId(tx: Tx, { prefix, at }: NewChange): Promise<string> {
  const year = new Date(at).getUTCFullYear()
  const { last } = await tx
    .insertInto('counter')
    .values({ prefix, year, last: 1 })
    .onConflict((conflict) =>
      conflict.columns(['prefix', 'year']).doUpdateSet({ last: sql<number>`counter.last + 1` }),
    )
    .returning('last')
    .executeTakeFirstOrThrow()
  return `${prefix}-${year}-${String(last).padStart(4, '0')}`
}

export async function changeMadeBy(db: Database, runbooks: Runbooks, dedup: string): Promise<Change | null> {
  const row = await db
    .selectFrom('change')
    .select(['state', 'engine', 'runbook_hash'])
    .where('dedup', '=', dedup)
    .executeTakeFirst()
  return row === undefined ? null : ((await changesFrom(db, runbooks, [row]))[0] ?? null)
}
