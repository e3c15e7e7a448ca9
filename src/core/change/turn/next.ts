import { ENGINE } from '../../access/actor.ts'
import type { Instant } from '../../time/instant.ts'
import { verify } from '../beside/verification.ts'
import { concludeDrill } from '../drilling/conclude-drill.ts'
import type { ChangeEvent, EventBody } from '../events/event.ts'
import { evolve } from '../evolve/evolve.ts'
import type { Observations } from '../outside/observations.ts'
import type { Order } from '../outside/order.ts'
import { asBeforeT } from '../rollback/before-t.ts'
import type { Change } from '../state/change.ts'
import { hear } from './answers.ts'
import { awaitApproval, openWindow } from './opening.ts'
import { expect, ordersFor } from './orders.ts'
import { prepare } from './prepare.ts'
import { goBack, hearUndo } from './roll-back.ts'
import { runSteps } from './run-steps.ts'
import { wakeAt } from './wake.ts'

export type Next = {
  readonly change: Change
  readonly events: readonly ChangeEvent[]
  readonly orders: readonly Order[]
  /** When the change wants a turn without anything having happened; null: only when something does. */
  readonly wakeAt: Instant | null
}

/** A turn that still finds something to do after so many rounds would do so for ever. */
const ROUNDS_MAX = 200

/**
 * The whole runbook interpreter: everything that follows from the change, the time and what was seen, until nothing
 * more follows. Called again with nothing new it does nothing.
 */
export function next(start: Change, now: Instant, observations: Observations): Next {
  let change = start
  let seen = observations
  const events: ChangeEvent[] = []
  const orders: Order[] = []
  const apply = (bodies: readonly EventBody[]) => {
    for (const body of asBeforeT(change, bodies)) {
      const event: ChangeEvent = { at: now, by: ENGINE, ...body }
      const ordered = ordersFor(change, event)
      change = evolve(change, event)
      seen = expect(seen, ordered)
      events.push(event)
      orders.push(...ordered)
    }
  }
  for (const answer of observations.answers)
    apply(
      change.status === 'rolling-back' && answer.ref.direction === 'undo'
        ? hearUndo(change, answer, now)
        : hear(change, answer, now),
    )
  for (let round = 0; ; round += 1) {
    if (round === ROUNDS_MAX)
      throw new Error(
        `${start.id} finds no rest: after ${ROUNDS_MAX} rounds at ${now} there is still something to do`,
      )
    const bodies = turn(change, now, seen)
    if (bodies.length === 0) break
    apply(bodies)
  }
  return { change, events, orders, wakeAt: wakeAt(change, now) }
}

function turn(change: Change, now: Instant, seen: Observations): readonly EventBody[] {
  switch (change.status) {
    case 'requested':
      return awaitApproval(change, now)
    case 'scheduled':
      return openWindow(change, now, seen)
    case 'preparing':
      return prepare(change, now, seen)
    case 'running':
    case 'paused':
      return runSteps(change, now, seen)
    case 'rolling-back':
      return goBack(change, now, seen)
    case 'rolled-back':
    case 'failed':
      return [...verify(change, now, seen), ...concludeDrill(change, now, seen)]
    case 'draft':
    case 'succeeded':
    case 'cancelled':
    case 'expired':
    case 'missed':
      return []
  }
}
