import { sql } from 'kysely'
import type { ChangeId } from '../../../core/change/state/change.ts'
import { changeStuck } from '../../../core/journal/system-events.ts'
import type { Instant, Millis } from '../../../core/time/instant.ts'
import type { Loaded, Stuck, TickResult, Turn } from '../../../ports/store/ticks.ts'
import { ENGINE } from '../changes/change-row.ts'
import type { Runbooks } from '../changes/runbooks.ts'
import { plainText } from '../database/document.ts'
import { isBusy, isCollision, isOutage } from '../database/failure.ts'
import type { Database, Tx } from '../database/pool.ts'
import type { OrderedHere } from '../effects/ordered-here.ts'
import { appendTo, isOvertaken } from '../journal/streams.ts'
import { effectId } from './effect-orders.ts'
import { loadTurn } from './tick-load.ts'
import { FreshLookNeeded, saveTurn } from './tick-save.ts'

export type TickParts = { readonly db: Database; readonly ordered: OrderedHere; readonly runbooks: Runbooks }

/**
 * One turn of one change in one transaction. When something it had read was taken by somebody else before it could be
 * written, the whole turn is decided again from a fresh look; `turn` is pure, so that costs nothing but time.
 */
export async function tick(
  parts: TickParts,
  id: ChangeId,
  now: Instant,
  lock: 'skip' | 'wait',
  turn: (loaded: Loaded) => Turn,
): Promise<TickResult> {
  for (let look = 1; look <= LOOKS; look++) {
    try {
      const result = await parts.db.transaction().execute((tx) => tickOnce(parts, tx, id, now, lock, turn))
      if (result.ticked) parts.ordered.tell(effectsOf(result.turn))
      return result
    } catch (error) {
      if (isBusy(error)) return { ticked: false, because: 'busy' }
      if (isOutage(error)) throw new Error(`the database failed while ${id} took its turn`, { cause: error })
      if (error instanceof FreshLookNeeded || isCollision(error)) continue
      if (isOvertaken(error) && look < LOOKS) continue
      return await countFailure(parts.db, id, now, error instanceof Error ? error : new Error(String(error)))
    }
  }
  return { ticked: false, because: 'busy' }
}

const LOOKS = 10
const effectsOf = ({ change, orders }: Turn): string[] =>
  orders.flatMap((order) => (order.order === 'run' ? [effectId(change.id, order.ref)] : []))

async function tickOnce(
  { runbooks }: TickParts,
  tx: Tx,
  id: ChangeId,
  now: Instant,
  lock: 'skip' | 'wait',
  turn: (loaded: Loaded) => Turn,
): Promise<TickResult> {
  const lease = await takeLease(tx, id, lock)
  if (lease === null) {
    const known = await tx
      .selectFrom('wake')
      .select('change_id')
      .where('change_id', '=', id)
      .executeTakeFirst()
    return { ticked: false, because: known === undefined ? 'unknown-change' : 'busy' }
  }
  // Clocks of two replicas may differ; within a change time never goes backwards.
  const read = await loadTurn(tx, runbooks, id, Math.max(now, lease.last_at))
  const decided = turn(read.loaded)
  await saveTurn(tx, runbooks, read, decided)
  return { ticked: true, turn: decided }
}

/** A change that a newer engine has written is left to the servers that know it: busy, to us. */
export const KNOWN_HERE = sql<boolean>`EXISTS (SELECT FROM change c WHERE c.id = change_id AND c.engine <= ${ENGINE})`

async function takeLease(tx: Tx, id: ChangeId, lock: 'skip' | 'wait') {
  const row = tx
    .selectFrom('wake')
    .select('last_at')
    .where('change_id', '=', id)
    .where(KNOWN_HERE)
    .forUpdate()
  return (await (lock === 'skip' ? row.skipLocked() : row).executeTakeFirst()) ?? null
}

/** Waits 1, 2, 4 ... 60 s between tries; from the fifth failure on the change counts as stuck, but is still tried. */
async function countFailure(db: Database, id: ChangeId, now: Instant, error: Error): Promise<TickResult> {
  const because = plainText(error.message).slice(0, BECAUSE_LENGTH)
  const stuck = await db.transaction().execute(async (tx): Promise<Stuck | null> => {
    const { errors, stuck_since } = await tx
      .updateTable('wake')
      .set({ errors: sql<number>`errors + 1`, because })
      .where('change_id', '=', id)
      .returning(['errors', 'stuck_since'])
      .executeTakeFirstOrThrow()
    const since = stuck_since ?? (errors >= STUCK_AFTER ? now : null)
    await tx
      .updateTable('wake')
      .set({ retry_at: now + backoffMs(errors), stuck_since: since })
      .where('change_id', '=', id)
      .execute()
    if (since === null) return null
    if (stuck_since === null)
      await appendTo(tx, 'system', [
        changeStuck.happened(now, { kind: 'engine' } as const, { change: id, errors, because }),
      ])
    return { since, errors, because }
  })
  return stuck === null
    ? { ticked: false, because: 'failed', error }
    : { ticked: false, because: 'stuck', error, stuck }
}

const STUCK_AFTER = 5
const BECAUSE_LENGTH = 2_000
export const backoffMs = (errors: number): Millis => Math.min(1_000 * 2 ** (errors - 1), 60_000)
