import type { Actor } from '../../access/actor.ts'
import type { Instant } from '../../time/instant.ts'
import type { Command } from '../commands/command.ts'
import { decide } from '../commands/decide.ts'
import { type Decision, isRefused } from '../commands/decision.ts'
import type { ChangeEvent } from '../events/event.ts'
import { evolve } from '../evolve/evolve.ts'
import type { Observations } from '../outside/observations.ts'
import type { Order } from '../outside/order.ts'
import type { Change } from '../state/change.ts'
import { next } from './next.ts'
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

/** What stops is heard before what goes on, whatever came first: abort beats promote. */
const STOPS: readonly Command['command'][] = [
  'kill',
  'abort',
  'rollback',
  'pause',
  'not-ready',
  'cancel',
  'reject',
]

/**
 * One whole turn of a change: what stops it; then everything that time and the world have decided meanwhile, so that
 * nobody promotes, approves or edits what is no longer so; then what else was asked. The server and the simulation
 * take the very same turns.
 */
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

  const give = ({ dedup, actor, command }: Waiting) => {
    const decision = decide(change, command, { now, actor, seen })
    for (const body of isRefused(decision) ? [] : decision.events) {
      const event: ChangeEvent = { at: now, by: actor, ...body }
      const ordered = ordersFor(change, event)
      change = evolve(change, event)
      seen = expect(seen, ordered)
      events.push(event)
      orders.push(...ordered)
    }
    answers.push({ dedup, decision, revision: change.revision })
  }
  const follow = (): Instant | null => {
    const after = next(change, now, seen)
    change = after.change
    seen = { ...expect(seen, after.orders), answers: [] }
    events.push(...after.events)
    orders.push(...after.orders)
    return after.wakeAt
  }

  for (const stop of STOPS) commands.filter(({ command }) => command.command === stop).forEach(give)
  const others = commands.filter(({ command }) => !STOPS.includes(command.command))
  let wakeAt = follow()
  if (others.length > 0) {
    others.forEach(give)
    wakeAt = follow()
  }
  return { change, events, orders, answers, wakeAt }
}
