import type { Order } from '../../../core/change/outside/order.ts'
import {
  CLOSED,
  type Desired,
  isLatched,
  LATCHED,
  otherSide,
  sameSplit,
} from '../../../core/traffic/desired.ts'
import { targetAdopted, targetSplit } from '../../../core/traffic/target-events.ts'
import { targetName } from '../changes/change-row.ts'
import { nudge } from '../database/nudge.ts'
import { lockTargets, setDesired } from '../targets/target-row.ts'
import { type Doing, FreshLookNeeded } from './doing.ts'

type TrafficOrder = Extract<Order, { order: 'split' | 'adopt' }>

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
    const { stable, split } = wanted(row.desired, order)
    if (stable === row.desired.stable && sameSplit(split, row.desired.split)) continue
    if (row.owner !== change.id) {
      // A kill also latches for a change that is long over, also when another change has the target now; that one
      // must be notified.
      if (split.mode === 'open' || order.order === 'adopt')
        throw new Error(`${change.id} does not own ${name}`)
      if (row.owner !== null) await nudge(tx, [row.owner], now)
    }
    const event = order.order === 'adopt' ? targetAdopted : targetSplit
    const desired = await setDesired(tx, row, { stable, split }, now, (desired) =>
      event.happened(now, actor, { desired }),
    )
    // A second order of the same turn for this target builds on the first.
    rows.set(name, { ...row, desired })
  }
}

function wanted({ stable, split }: Desired, order: TrafficOrder): Pick<Desired, 'stable' | 'split'> {
  const latched = isLatched(split)
  if (order.order === 'adopt') return { stable: otherSide(stable), split: latched ? LATCHED : CLOSED }
  if (!latched) return { stable, split: order.split }
  if (order.split.mode === 'open') throw new Error(`${order.target} is latched: only a person opens it again`)
  return { stable, split: LATCHED }
}
