import type { Order } from '../../../core/change/outside/order.ts'
import type { Turn } from '../../../ports/store/ticks.ts'
import { keepBaseline } from '../changes/baselines.ts'
import { targetName } from '../changes/change-row.ts'
import { document } from '../database/document.ts'
import { nudge } from '../database/nudge.ts'
import type { Tx } from '../database/pool.ts'
import { owe } from '../follow-ups/follow-ups.ts'
import { claimTargets, releaseClaims } from './claims.ts'
import { type Doing, FreshLookNeeded } from './doing.ts'
import { requestStop, runEffects } from './effect-orders.ts'
import { moveTargets } from './target-orders.ts'
import type { Read } from './tick-load.ts'

export { FreshLookNeeded }

/** Claims come before anything that needs them, and are let go last; within a kind the turn's own order counts. */
export async function carryOut(tx: Tx, read: Read, { change, orders }: Turn): Promise<void> {
  if (orders.length === 0) return
  const doing: Doing = { tx, change, now: read.loaded.now, generations: read.generations }
  const of = <K extends Order['order']>(...kinds: K[]) =>
    orders.filter((order): order is Extract<Order, { order: K }> => (kinds as string[]).includes(order.order))
  await claimTargets(
    doing,
    of('claim').flatMap(({ targets }) => targets.map((name) => targetName(change.runbook, name))),
  )
  await moveTargets(doing, of('split', 'adopt', 'mode'))
  await runEffects(doing, of('run'))
  for (const { ref } of of('stop')) await requestStop(doing, ref)
  for (const order of of('supersede')) await supersede(doing, order.change)
  for (const { name, found } of of('keep-baseline')) await keepBaseline(tx, change, name, found, doing.now)
  for (const { tasks } of of('owe')) await owe(tx, tasks, doing.now)
  if (of('release-claims').length > 0) await releaseClaims(doing)
}

/** Asks the other change to roll back, once, however often the order comes. */
async function supersede({ tx, change, now }: Doing, other: string): Promise<void> {
  const because = `superseded by ${change.id}`
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('inbox')
    .values({
      change_id: other,
      dedup: `supersede/${change.id}`,
      actor: document({ kind: 'change', id: change.id }),
      command: document({ command: 'abort', because }),
      at: now,
    })
    .onConflict((conflict) => conflict.columns(['change_id', 'dedup']).doNothing())
    .executeTakeFirst()
  if (numInsertedOrUpdatedRows === 1n) await nudge(tx, [other], now)
}
