import type { ChangeEvent } from '../change/events/event.ts'
import { evolve } from '../change/evolve/evolve.ts'
import type { Change } from '../change/state/change.ts'
import { alarmsOf } from './alarms.ts'
import type { Notice } from './notice.ts'
import { type Channel, endNotices, noticesFor } from './notices-for.ts'

/** All notices of one turn: of its events in their order, and of each alarm that an event has put an end to. */
export function noticesOfTurn(
  before: Change,
  events: readonly ChangeEvent[],
  channels: readonly Channel[],
): readonly Notice[] {
  let change = before
  return events.flatMap((event, sequence) => {
    const place = { change, revision: before.revision, sequence }
    const next = evolve(change, event)
    const standing = alarmsOf(next)
    const ended = [...alarmsOf(change)].filter((alarm) => !standing.has(alarm))
    change = next
    return [
      ...noticesFor(event, place, channels),
      ...ended.flatMap((alarm) => endNotices(event, alarm, place, channels)),
    ]
  })
}
