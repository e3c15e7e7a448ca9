import { sql } from 'kysely'
import { callKey, type EffectRef, keyOf } from '../../../core/change/outside/observations.ts'
import type { Order } from '../../../core/change/outside/order.ts'
import { document } from '../database/document.ts'
import { nudge } from '../database/nudge.ts'
import type { Doing } from './doing.ts'

type RunOrder = Extract<Order, { order: 'run' }>

/** The same effect twice is refused by the database. */
export const effectId = (change: string, ref: EffectRef): string => `${change}/${keyOf(ref)}`

export async function runEffects({ tx, change, now }: Doing, orders: readonly RunOrder[]): Promise<void> {
  if (orders.length === 0) return
  const rows = orders.map(({ ref, act, timeLimitMs, repeatable }) => ({
    id: effectId(change.id, ref),
    key: callKey(change, ref),
    change_id: change.id,
    item: ref.item,
    direction: ref.direction,
    attempt: ref.attempt,
    environment: change.runbook.environment,
    act: document(act),
    time_limit_ms: timeLimitMs,
    repeatable,
    status: 'pending' as const,
    created_at: now,
  }))
  await tx.insertInto('effect').values(rows).execute()
}

/** One that nobody has started yet is over at once; its answer waits for the next tick. */
export async function requestStop({ tx, change, now }: Doing, ref: EffectRef): Promise<void> {
  const stopped = await tx
    .updateTable('effect')
    .set({
      stop_requested: true,
      status: sql`CASE status WHEN 'pending' THEN 'cancelled' ELSE status END`,
      outcome: sql`CASE status WHEN 'pending' THEN ${document({ outcome: 'stopped' })}::json ELSE outcome END`,
      finished_at: sql`CASE status WHEN 'pending' THEN ${now}::int8 ELSE finished_at END`,
    })
    .where('id', '=', effectId(change.id, ref))
    .where('status', 'in', ['pending', 'started'])
    .returning('status')
    .executeTakeFirst()
  if (stopped?.status === 'cancelled') await nudge(tx, [change.id], now)
}
