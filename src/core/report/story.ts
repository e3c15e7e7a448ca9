import type { Actor } from '../access/actor.ts'
import { type ChangeReading, readChangeEntry } from '../change/events/change-entry.ts'
import type { ChangeEvent, EventType } from '../change/events/event.ts'
import type { ChangeId, Status } from '../change/state/change.ts'
import type { Entry } from '../journal/entry.ts'
import type { Runbook } from '../runbook/runbook.ts'
import type { Instant } from '../time/instant.ts'
import { grouped } from './grouped.ts'

/** An entry of a change's stream, as this program reads it. */
export type ReadEntry = Pick<Entry, 'seq' | 'at' | 'actor' | 'type' | 'version'> & {
  readonly reading: ChangeReading
}

type Of<T extends EventType> = Extract<ChangeEvent, { readonly type: T }>

/** What a journal tells of a change, with its events at hand by their types. */
export type Story = {
  readonly id: ChangeId
  readonly runbook: Runbook
  readonly requester: Actor
  readonly entries: readonly ReadEntry[]
  readonly events: readonly ChangeEvent[]
  readonly status: Status
  /** When it was told to the end, so far. */
  readonly until: Instant
  all<T extends EventType>(type: T): readonly Of<T>[]
  last<T extends EventType>(type: T): Of<T> | null
}

export function readForReport(entry: Entry): ReadEntry {
  const { seq, at, actor, type, version } = entry
  return { seq, at, actor, type, version, reading: readChangeEntry(entry) }
}

/** Null: the first entry is not the one that every change begins with. */
export function storyOf(entries: readonly ReadEntry[]): Story | null {
  const events = entries.flatMap(({ reading }) => (reading.says === 'event' ? [reading.event] : []))
  const [first] = events
  if (first?.type !== 'drafted') return null
  const byType = grouped(events, ({ type }) => type)
  // Grouped by it, they are of that type.
  const all = <T extends EventType>(type: T) => (byType.get(type) ?? []) as unknown as readonly Of<T>[]
  return {
    id: first.id,
    runbook: all('edited').at(-1)?.runbook ?? first.runbook,
    requester: first.by,
    entries,
    events,
    status: events.reduce(statusAfter, 'draft' as Status),
    until: entries.at(-1)?.at ?? first.at,
    all,
    last: (type) => all(type).at(-1) ?? null,
  }
}

/** Where an event leads; left out: it changes nothing of where the change stands. */
const LEADS_TO: Readonly<Partial<Record<EventType, Status>>> = {
  requested: 'requested',
  edited: 'requested',
  'approval-withdrawn': 'requested',
  rejected: 'draft',
  scheduled: 'scheduled',
  'preparation-started': 'preparing',
  'window-opened': 'running',
  resumed: 'running',
  paused: 'paused',
  'rollback-started': 'rolling-back',
  'preparation-undoing': 'rolling-back',
  succeeded: 'succeeded',
  'rolled-back': 'rolled-back',
  failed: 'failed',
  cancelled: 'cancelled',
  expired: 'expired',
  missed: 'missed',
}

/** The state that a change is in after an event, as `evolve` has it, without all that it keeps. */
function statusAfter(status: Status, { type }: Pick<ChangeEvent, 'type'>): Status {
  const asked = type === 'edited' || type === 'approval-withdrawn'
  if (asked && (status === 'draft' || status === 'preparing')) return status
  return LEADS_TO[type] ?? status
}
