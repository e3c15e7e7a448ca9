import { sql } from 'kysely'
import { openedAt } from '../../../core/change/phase/clock.ts'
import type { Change, ChangeId, Status } from '../../../core/change/state/change.ts'
import type { Database, Tx } from '../database/pool.ts'
import { changesFrom } from './change-row.ts'
import type { Runbooks } from './runbooks.ts'

/** Of a target that changes oftener than this, what lies further back is not known. */
const CHANGES_MAX = 100
const NEVER_BEGAN: readonly Status[] = ['cancelled', 'expired', 'missed']

/**
 * The changes on any of these targets (full names) that have begun or may begin, newest first, and the one that is
 * asked about. What began before a proxy of one of them knew better says nothing any more. Throws `NewerVersion` when
 * a newer Cutwater has written one of them.
 */
export async function historyOn(
  db: Database | Tx,
  runbooks: Runbooks,
  targets: readonly string[],
  asked: ChangeId,
): Promise<Change[]> {
  const columns = ['state', 'engine', 'runbook_hash'] as const
  const rows = await db
    .selectFrom('change')
    .select(columns)
    .where(sql<boolean>`targets && ${[...targets]}::text[]`)
    .where('status', 'not in', [...NEVER_BEGAN])
    .where('id', '!=', asked)
    .orderBy('number', 'desc')
    .limit(CHANGES_MAX)
    .execute()
  const own = await db.selectFrom('change').select(columns).where('id', '=', asked).execute()
  const { since } = await db
    .selectFrom('target')
    .select(({ fn }) => fn.max('known_since').as('since'))
    .where(sql<boolean>`name = ANY(${[...targets]}::text[])`)
    .executeTakeFirstOrThrow()
  const history = await changesFrom(db, runbooks, [...rows, ...own])
  return history.filter(
    (change) => change.id === asked || since === null || (openedAt(change) ?? since) >= since,
  )
}
