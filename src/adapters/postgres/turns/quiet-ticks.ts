import { sql } from 'kysely'
import type { ChangeId } from '../../../core/change/state/change.ts'
import type { Instant } from '../../../core/time/instant.ts'
import type { Loaded, QuietTicks, Turn } from '../../../ports/store/ticks.ts'
import type { Runbooks } from '../changes/runbooks.ts'
import { isOutage } from '../database/failure.ts'
import type { Tx } from '../database/pool.ts'
import { KNOWN_HERE, type TickParts } from './tick.ts'
import { type Lease, loadUnheldTurns, type Read } from './tick-load.ts'

/**
 * The same lock, load, decide and save as a tick, for many changes in one transaction; but it saves nothing except
 * when to look again. A change to which anything happened, or whose turn throws, is left as it was for a tick of its
 * own, so that no change can spoil the turn of another.
 */
export async function quietTicks(
  { db, runbooks }: TickParts,
  ids: readonly ChangeId[],
  now: Instant,
  turn: (loaded: Loaded) => Turn,
): Promise<QuietTicks> {
  if (ids.length === 0) return { quiet: 0, eventful: [] }
  try {
    return await db.transaction().execute((tx) => tickQuietly(tx, runbooks, ids, now, turn))
  } catch (error) {
    if (isOutage(error))
      throw new Error('the database failed while changes took their turns', { cause: error })
    // One by one, each meets or counts its own trouble.
    return { quiet: 0, eventful: ids }
  }
}

async function tickQuietly(
  tx: Tx,
  runbooks: Runbooks,
  ids: readonly ChangeId[],
  now: Instant,
  turn: (loaded: Loaded) => Turn,
): Promise<QuietTicks> {
  const leases = await takeLeases(tx, ids, now)
  if (leases.length === 0) return { quiet: 0, eventful: [] }
  const reads = await loadUnheldTurns(tx, runbooks, leases)
  const quiet = reads.flatMap((read): readonly Quiet[] => {
    const decided = decidedQuietly(read, turn)
    return decided === null ? [] : [{ read, turn: decided }]
  })
  await saveQuiet(tx, quiet)
  const done = new Set(quiet.map(({ turn: { change } }) => change.id))
  return { quiet: quiet.length, eventful: leases.map(({ id }) => id).filter((id) => !done.has(id)) }
}

type Quiet = { readonly read: Read; readonly turn: Turn }

/** A change that another replica holds is left to it. */
async function takeLeases(tx: Tx, ids: readonly ChangeId[], now: Instant): Promise<readonly Lease[]> {
  const rows = await tx
    .selectFrom('wake')
    .select(['change_id', 'last_at'])
    .where('change_id', '=', sql<string>`ANY(${[...ids]}::text[])`)
    .where(KNOWN_HERE)
    .orderBy('change_id')
    .forUpdate()
    .skipLocked()
    .execute()
  return rows.map(({ change_id: id, last_at }) => ({ id, now: Math.max(now, last_at) }))
}

/** Null: something happened. What a turn throws is counted by the tick that comes after. */
function decidedQuietly({ loaded, answered }: Read, decide: (loaded: Loaded) => Turn): Turn | null {
  let turn: Turn
  try {
    turn = decide(loaded)
  } catch {
    return null
  }
  const said = turn.entries.length + turn.orders.length + turn.notices.length + turn.answers.length
  return said === 0 && answered.length === 0 && turn.change === loaded.change ? turn : null
}

async function saveQuiet(tx: Tx, quiet: readonly Quiet[]): Promise<void> {
  if (quiet.length === 0) return
  const nudges = quiet.flatMap(({ read }) => read.nudges)
  if (nudges.length > 0) await sql`DELETE FROM nudge WHERE id = ANY(${nudges}::int8[])`.execute(tx)
  const ids = quiet.map(({ turn }) => turn.change.id)
  const dues = quiet.map(({ turn }) => turn.wakeAt)
  const nows = quiet.map(({ read }) => read.loaded.now)
  await sql`
    UPDATE wake w SET due_at = v.due_at, last_at = v.now, errors = 0, retry_at = 0, stuck_since = NULL, because = NULL
    FROM unnest(${ids}::text[], ${dues}::int8[], ${nows}::int8[]) AS v(change_id, due_at, now)
    WHERE w.change_id = v.change_id`.execute(tx)
}
