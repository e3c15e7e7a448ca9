import type { Actor } from '../../access/actor.ts'
import { text } from '../../event/data.ts'
import { type DataOf, definitionIn, readData, type Vocabulary } from '../../event/definition.ts'
import { type Happened, type HappenedOf, recordEvent } from '../../event/record-event.ts'
import type { Instant } from '../../time/instant.ts'
import { CHANGE_EVENTS, type ChangeEvent, type EventType, isMoving, type MovingEvent } from './event.ts'

/** A command that was refused to somebody who is known. It is no event of the change: a replay passes over it. */
export const commandRefused = recordEvent({
  type: 'refused',
  version: 1,
  data: { command: text, refused: text, because: text, actor: text },
  wakes: 'nobody',
  sentence: ({ command, because }, by) => `refused to ${command} for ${by}: ${because}`,
})

/** Everything that stands in the stream of a change. */
export const CHANGE_ENTRIES = { ...CHANGE_EVENTS, refused: commandRefused } satisfies Vocabulary

type EventEntries = {
  [T in EventType]: Happened<T, DataOf<(typeof CHANGE_EVENTS)[T]>, Actor>
}
export type ChangeEntry = EventEntries[EventType] | HappenedOf<typeof commandRefused, Actor>

/** An event as it is appended: always in today's version. */
export function entryOf(event: ChangeEvent): ChangeEntry {
  const { at, by, type, ...data } = event
  // The rest of an event is its data; the compiler does not keep the two together.
  return { at, actor: by, type, version: CHANGE_EVENTS[type].version, data } as ChangeEntry
}

/** An entry that was just made, as the event it came from; null for a refusal. */
export function eventOf(entry: ChangeEntry): ChangeEvent | null {
  return entry.type === 'refused' ? null : eventFrom(entry, entry.data)
}

type Kept = {
  readonly at: Instant
  readonly actor: Actor
  readonly type: string
  readonly version: number
  readonly data: unknown
}

export type ChangeReading =
  | { readonly says: 'event'; readonly event: ChangeEvent }
  | { readonly says: 'refusal'; readonly refused: DataOf<typeof commandRefused> }
  /** Of a type or version that this program does not know, or not what its type says. */
  | { readonly says: 'unknown' }

/** What a kept entry says today, whatever version it was written in. */
export function readChangeEntry(entry: Kept): ChangeReading {
  if (entry.type === commandRefused.type) {
    const read = readData(commandRefused, entry)
    return read.known ? { says: 'refusal', refused: read.data } : { says: 'unknown' }
  }
  const read = readData<object>(definitionIn(CHANGE_EVENTS, entry.type), entry)
  return read.known ? { says: 'event', event: eventFrom(entry, read.data) } : { says: 'unknown' }
}

/** What an entry says of where traffic was sent; null when it says nothing of it. */
export function readMovingEntry(entry: Kept): MovingEvent | null {
  // Most say nothing of it, and need not be read.
  if (!(definitionIn(CHANGE_EVENTS, entry.type)?.moves ?? false)) return null
  const read = readChangeEntry(entry)
  return read.says === 'event' && isMoving(read.event) ? read.event : null
}

/** The data are those of the type: either typed so where they were made, or read by the schema of the type. */
function eventFrom({ at, actor, type }: Pick<Kept, 'at' | 'actor' | 'type'>, data: object): ChangeEvent {
  return { ...data, type, at, by: actor } as ChangeEvent
}
