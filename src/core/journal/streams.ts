import { ACCESS_EVENTS } from '../access/access-events.ts'
import type { Actor } from '../access/actor.ts'
import { CHANGE_ENTRIES, type ChangeEntry } from '../change/events/change-entry.ts'
import { definitionIn, type Reading, readData, type Vocabulary } from '../event/definition.ts'
import type { HappenedOf } from '../event/record-event.ts'
import { FLAG_EVENTS } from '../flag/events/flag-events.ts'
import { FOLLOW_UP_EVENTS } from '../follow-up/follow-up-events.ts'
import { PLAN_EVENTS } from '../plan/plan-events.ts'
import { TARGET_EVENTS } from '../traffic/target-events.ts'
import type { Entry, StreamName } from './entry.ts'
import { SYSTEM_EVENTS } from './system-events.ts'

/** Those that are a record: nothing is replayed from them. */
export const RECORDS = {
  target: TARGET_EVENTS,
  flags: FLAG_EVENTS,
  plans: PLAN_EVENTS,
  'follow-ups': FOLLOW_UP_EVENTS,
  access: ACCESS_EVENTS,
  system: SYSTEM_EVENTS,
}

/** Every kind of stream, and all that may stand in it. */
export const STREAMS = { ...RECORDS, change: CHANGE_ENTRIES } satisfies Readonly<Record<string, Vocabulary>>

type Kind = keyof typeof STREAMS

/** Streams that are written to, each with the vocabulary of its kind. */
export type Stream =
  | `${'change' | 'target' | 'flags' | 'plans' | 'follow-ups'}/${string}`
  | 'access'
  | 'system'

type RecordOf<K extends keyof typeof RECORDS> = HappenedOf<
  (typeof RECORDS)[K][keyof (typeof RECORDS)[K]],
  Actor
>
type Entries = { [K in keyof typeof RECORDS]: RecordOf<K> } & { change: ChangeEntry }

/** What may be appended to a stream: made by the definitions of its kind, and by nothing else. */
export type EntryOf<S extends Stream> = S extends `${infer K extends Kind}/${string}`
  ? Entries[K]
  : S extends Kind
    ? Entries[S]
    : never

export function kindOf(stream: StreamName): Kind | null {
  const kind = stream.split('/', 1)[0] ?? ''
  return isKind(kind) ? kind : null
}

/**
 * The data of an entry in today's version, or why this program does not know them. The entry itself is never
 * changed.
 */
export function readEntry({ stream, type, version, data }: Entry): Reading<unknown> {
  const kind = kindOf(stream)
  const vocabulary: Vocabulary = kind === null ? {} : STREAMS[kind]
  return readData(definitionIn(vocabulary, type), { version, data })
}

const isKind = (kind: string): kind is Kind => Object.hasOwn(STREAMS, kind)
