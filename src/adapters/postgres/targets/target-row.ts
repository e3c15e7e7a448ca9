import { sql } from 'kysely'
import type { Actor } from '../../../core/access/actor.ts'
import type { ChangeId } from '../../../core/change/state/change.ts'
import type { EntryOf } from '../../../core/journal/streams.ts'
import type { Instant } from '../../../core/time/instant.ts'
import { ends, type NextDesired, nextDesired, type TrafficConflict } from '../../../core/traffic/conflict.ts'
import type { Desired } from '../../../core/traffic/desired.ts'
import { asMode, NORMAL, sameMode } from '../../../core/traffic/mode.ts'
import { document } from '../database/document.ts'
import type { Tx } from '../database/pool.ts'
import { appendTo } from '../journal/streams.ts'

/** Of a row `t`; without a mode it is what earlier versions wrote. */
export const DESIRED = sql`json_strip_nulls(json_build_object(
  'generation', t.generation, 'stable', t.stable, 'split', t.split, 'mode', t.mode))`

export type LockedTarget = {
  readonly name: string
  readonly desired: Desired
  readonly owner: ChangeId | null
  readonly conflict: TrafficConflict | null
  /** Who set its mode last; null while nobody ever has. */
  readonly modeBy: Actor | null
}

/** In sorted order, so that two transactions never wait for each other. */
export async function lockTargets(tx: Tx, names: readonly string[]): Promise<LockedTarget[]> {
  const rows = await tx
    .selectFrom('target')
    .selectAll()
    .where('name', 'in', [...new Set(names)])
    .orderBy('name')
    .forUpdate()
    .execute()
  const claims = await tx.selectFrom('claim').selectAll().where('target', 'in', names).execute()
  const owners = new Map(claims.map(({ target, change_id }) => [target, change_id]))
  return rows.map(({ name, generation, stable, split, mode, mode_set, conflict }) => ({
    name,
    conflict,
    modeBy: mode_set?.by ?? null,
    desired: { generation, stable, split, ...asMode(mode ?? NORMAL) },
    owner: owners.get(name) ?? null,
  }))
}

/**
 * The only place where a desired state is written: always with a newer generation, always journaled. `decides`: it
 * ends a conflict with a proxy, as every latch does. A side that becomes stable by a proxy's word was swapped beneath
 * the owner; in either case nobody knows what had run where. Who set the mode, and why, is what the entry says of it.
 */
export async function setDesired(
  tx: Tx,
  { name, desired, owner, conflict }: LockedTarget,
  next: NextDesired,
  at: Instant,
  happened: (desired: Desired) => EntryOf<`target/${string}`>,
): Promise<Desired> {
  const now = nextDesired(desired, next, conflict?.has ?? null)
  const { generation, stable, split, mode } = now
  const entry = happened(now)
  const decided = conflict !== null && ends(next)
  const swapped = desired.stable !== stable && (decided || next.above !== undefined)
  await tx
    .updateTable('target')
    .set({
      generation,
      stable,
      split: document(split),
      changed_at: at,
      ...(sameMode(mode, desired.mode) ? {} : modeColumns(now, entry)),
      ...(decided ? { conflict: null } : {}),
      ...(swapped ? { swapped_under: owner } : {}),
      ...(decided || swapped ? { known_since: at } : {}),
    })
    .where('name', '=', name)
    .execute()
  await appendTo(tx, `target/${name}`, [entry])
  return now
}

function modeColumns({ mode }: Desired, { at, actor, data }: EntryOf<`target/${string}`>) {
  const because = 'because' in data ? data.because : null
  return { mode: mode === undefined ? null : document(mode), mode_set: document({ by: actor, because, at }) }
}

/** The same mode on somebody else's word: nothing changes for its proxies, but whose it is does, and is journaled. */
export async function takeMode(
  tx: Tx,
  { name, desired }: LockedTarget,
  entry: EntryOf<`target/${string}`>,
): Promise<void> {
  await tx.updateTable('target').set(modeColumns(desired, entry)).where('name', '=', name).execute()
  await appendTo(tx, `target/${name}`, [entry])
}
