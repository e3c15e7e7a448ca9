import type { Instant } from '../time/instant.ts'
import type { Actor } from './actor.ts'
import type { Change } from './change.ts'
import type { Command } from './command.ts'
import { decide } from './decide.ts'
import { type Decision, isRefused } from './decision.ts'
import type { ChangeEvent } from './event.ts'
import { evolve } from './evolve.ts'
import { next } from './next.ts'
import type { Observations } from './observations.ts'
import type { Order } from './order.ts'
import { expect, ordersFor } from './orders.ts'

/** A command waiting for its answer; `dedup` names it. */
export type Waiting = { readonly dedup: string; readonly actor: Actor; readonly command: Command }

export type Taken = {
  readonly change: Change
  readonly events: readonly ChangeEvent[]
  readonly orders: readonly Order[]
  /** The revision is the one after the command, before whatever followed from it. */
  readonly answers: readonly {
    readonly dedup: string
    readonly decision: Decision
    readonly revision: number
  }[]
  readonly wakeAt: Instant | null
}

/** Abort beats promote: what stops is heard before what goes on, whatever came first. */
const FIRST: readonly Command['command'][] = ['kill', 'abort', 'rollback', 'pause']
const urgency = ({ command }: Waiting): number => {
  const at = FIRST.indexOf(command.command)
  return at === -1 ? FIRST.length : at
}

/** One whole turn of a change: the commands that wait, then everything that follows. The server and the simulation take the very same turns. */
export function takeTurn(
  start: Change,
  commands: readonly Waiting[],
  now: Instant,
  observations: Observations,
): Taken {
  let change = start
  let seen = observations
  const events: ChangeEvent[] = []
  const orders: Order[] = []
  const answers: Taken['answers'][number][] = []
  for (const { dedup, actor, command } of [...commands].sort((a, b) => urgency(a) - urgency(b))) {
    const decision = decide(change, command, { now, actor, seen })
    for (const body of isRefused(decision) ? [] : decision.events) {
      const event: ChangeEvent = { at: now, by: actor, ...body }
      const ordered = ordersFor(change, event)
      change = evolve(change, event)
      seen = expect(seen, ordered)
      events.push(event)
      orders.push(...ordered)
    }
    if (!isRefused(decision)) orders.push(...(decision.orders ?? []))
    answers.push({ dedup, decision, revision: change.revision })
  }
  const after = next(change, now, seen)
  return { ...after, events: [...events, ...after.events], orders: [...orders, ...after.orders], answers }
}
