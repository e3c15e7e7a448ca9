import type { Found, KeptBaseline } from '../../../core/change/state/baseline.ts'
import type { Change } from '../../../core/change/state/change.ts'
import { baselinesToTake } from '../../../core/change/steps/capture.ts'
import type { Instant } from '../../../core/time/instant.ts'
import { document } from '../database/document.ts'
import type { Tx } from '../database/pool.ts'

/** In the transaction of the turn that captured it; the newest under a name is the one that counts. */
export async function keepBaseline(
  tx: Tx,
  { id, runbook: { environment } }: Change,
  name: string,
  found: readonly Found[],
  at: Instant,
): Promise<void> {
  const kept = { found: document(found), change_id: id, at }
  await tx
    .insertInto('baseline')
    .values({ environment, name, ...kept })
    .onConflict((conflict) => conflict.columns(['environment', 'name']).doUpdateSet(kept))
    .execute()
}

/** What the change has yet to take; null of one that takes nothing, which costs no question. */
export async function baselinesFor(
  tx: Tx,
  change: Change,
): Promise<Readonly<Record<string, KeptBaseline>> | null> {
  const names = baselinesToTake(change)
  if (names.length === 0) return null
  const rows = await tx
    .selectFrom('baseline')
    .select(['name', 'found', 'change_id', 'at'])
    .where('environment', '=', change.runbook.environment)
    .where('name', 'in', [...names])
    .execute()
  return Object.fromEntries(
    rows.map(({ name, found, change_id, at }) => [name, { found, change: change_id, at }]),
  )
}
