import type { ChangeId } from '../../../core/change/state/change.ts'
import type { EntryOf } from '../../../core/journal/streams.ts'
import type { Instant } from '../../../core/time/instant.ts'
import type { Desired } from '../../../core/traffic/desired.ts'
import { document } from '../database/document.ts'
import type { Tx } from '../database/pool.ts'
import { appendTo } from '../journal/streams.ts'

export type LockedTarget = {
  readonly name: string
  readonly desired: Desired
  readonly owner: ChangeId | null
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
  return rows.map(({ name, generation, stable, split }) => ({
    name,
    desired: { generation, stable, split },
    owner: owners.get(name) ?? null,
  }))
}

/** The only place where a desired state is written: always with a newer generation, always journaled. */
export async function setDesired(
  tx: Tx,
  { name, desired }: LockedTarget,
  next: Pick<Desired, 'stable' | 'split'> & { readonly above?: number },
  at: Instant,
  happened: (desired: Desired) => EntryOf<`target/${string}`>,
): Promise<Desired> {
  const generation = Math.max(desired.generation, next.above ?? 0) + 1
  const { stable, split } = next
  await tx
    .updateTable('target')
    .set({ generation, stable, split: document(split), changed_at: at })
    .where('name', '=', name)
    .execute()
  const now: Desired = { generation, stable, split }
  await appendTo(tx, `target/${name}`, [happened(now)])
  return now
}
