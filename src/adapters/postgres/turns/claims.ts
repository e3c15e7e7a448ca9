import { nudge } from '../database/nudge.ts'
import { type Doing, FreshLookNeeded } from './doing.ts'

/** Takes targets for a change. In sorted order, so that two changes never wait for each other. */
export async function claimTargets({ tx, change, now }: Doing, names: readonly string[]): Promise<void> {
  for (const target of [...new Set(names)].sort()) {
    const taken = await tx
      .insertInto('claim')
      .values({ target, change_id: change.id, at: now })
      .onConflict((conflict) => conflict.column('target').doNothing())
      .returning('target')
      .executeTakeFirst()
    if (taken !== undefined) continue
    const owner = await tx
      .selectFrom('claim')
      .select('change_id')
      .where('target', '=', target)
      .executeTakeFirst()
    if (owner?.change_id !== change.id) throw new FreshLookNeeded(`${target} is taken`)
  }
}

/** Lets go of every target, and nudges those who wait for this change. */
export async function releaseClaims({ tx, change, now }: Doing): Promise<void> {
  const claims = await tx
    .selectFrom('claim')
    .select('target')
    .where('change_id', '=', change.id)
    .orderBy('target')
    .forUpdate()
    .execute()
  if (claims.length > 0) await tx.deleteFrom('claim').where('change_id', '=', change.id).execute()
  // Only now: a waiting change holds the claims in shared mode until it has saved for whom it waits.
  const waiting = await tx
    .selectFrom('change')
    .select('id')
    .where('waits_for', '@>', [[change.id]] as never)
    .execute()
  await nudge(
    tx,
    waiting.map(({ id }) => id),
    now,
  )
}
