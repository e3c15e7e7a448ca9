import type { Actor } from '../../../core/access/actor.ts'
import type { Order } from '../../../core/change/outside/order.ts'
import type { Instant } from '../../../core/time/instant.ts'
import {
  CLOSED,
  type Desired,
  isLatched,
  LATCHED,
  otherSide,
  sameSplit,
} from '../../../core/traffic/desired.ts'
import { modeOf, sameMode, type TrafficMode } from '../../../core/traffic/mode.ts'
import { targetAdopted, targetModeSet, targetSplit } from '../../../core/traffic/target-events.ts'
import { targetName } from '../changes/change-row.ts'
import { nudge } from '../database/nudge.ts'
import { lockTargets, setDesired } from '../targets/target-row.ts'
import { type Doing, FreshLookNeeded } from './doing.ts'

type TrafficOrder = Extract<Order, { order: 'split' | 'adopt' | 'mode' }>

/** Writes new desired states; the reconciler brings them to the proxies. Rows are locked in sorted order first. */
export async function moveTargets(doing: Doing, orders: readonly TrafficOrder[]): Promise<void> {
  if (orders.length === 0) return
  const { tx, change, now } = doing
  const names = orders.map(({ target }) => targetName(change.runbook, target))
  const rows = new Map((await lockTargets(tx, names)).map((row) => [row.name, row]))
  for (const { name, desired } of rows.values())
    if (desired.generation !== doing.generations.get(name)) throw new FreshLookNeeded(`${name} was moved`)
  const actor = { kind: 'change' as const, id: change.id }
  for (const [index, order] of orders.entries()) {
    const name = names[index] as string
    const row = rows.get(name)
    if (row === undefined) throw new Error(`no binding has ever named the target ${name}`)
    const next = wanted(row.desired, order)
    if (isSo(row.desired, next)) continue
    if (row.owner !== change.id) {
      // A kill also latches for a change that is long over, also when another change has the target now; that one
      // must be notified.
      if (next.split.mode === 'open' || order.order !== 'split')
        throw new Error(`${change.id} does not own ${name}`)
      if (row.owner !== null) await nudge(tx, [row.owner], now)
    }
    const desired = await setDesired(tx, row, next, now, (desired) => happened(order, now, actor, desired))
    // A second order of the same turn for this target builds on the first.
    rows.set(name, { ...row, desired })
  }
}

const isSo = (now: Desired, { stable, split, mode }: Wanted): boolean =>
  stable === now.stable && sameSplit(split, now.split) && sameMode(mode, now.mode)

function happened(order: TrafficOrder, at: Instant, by: Actor, desired: Desired) {
  switch (order.order) {
    case 'split':
      return targetSplit.happened(at, by, { desired })
    case 'adopt':
      return targetAdopted.happened(at, by, { desired })
    case 'mode':
      return targetModeSet.happened(at, by, { mode: order.mode, because: order.because ?? null, desired })
  }
}

type Wanted = Pick<Desired, 'stable' | 'split'> & { readonly mode: TrafficMode }

/** Splits and adoptions keep the mode, and a mode keeps them; a latch holds whatever is ordered. */
function wanted(now: Desired, order: TrafficOrder): Wanted {
  const { stable, split } = now
  const mode = modeOf(now)
  const latched = isLatched(split)
  if (order.order === 'mode') return { stable, split, mode: order.mode }
  if (order.order === 'adopt') return { stable: otherSide(stable), split: latched ? LATCHED : CLOSED, mode }
  if (!latched) return { stable, split: order.split, mode }
  if (order.split.mode === 'open') throw new Error(`${order.target} is latched: only a person opens it again`)
  return { stable, split: LATCHED, mode }
}
