import { nameOf } from '../access/actor.ts'
import { commandRefused, readChangeEntry } from '../change/events/change-entry.ts'
import { type Definition, definitionIn } from '../event/definition.ts'
import type { RecordEvent } from '../event/record-event.ts'
import { sentenceFor } from '../notice/sentence.ts'
import type { Runbook } from '../runbook/runbook.ts'
import type { Entry } from './entry.ts'
import { kindOf, RECORDS } from './streams.ts'

/** A journal outlives the program that reads it: what this one does not know is said to be so, not hidden. */
export const unknownEntry = ({ type, version }: Pick<Entry, 'type' | 'version'>): string =>
  `an entry of type ${type}, version ${version}, which this server does not know`

/** One plain sentence for an entry of any stream. The words of a change's events need its runbook. */
export function sentenceOf(entry: Entry, runbook: Runbook | null): string {
  const kind = kindOf(entry.stream)
  if (kind === null) return unknownEntry(entry)
  if (kind === 'change') return ofChange(entry, runbook)
  const vocabulary: Readonly<Record<string, Telling>> = RECORDS[kind]
  return definitionIn(vocabulary, entry.type)?.tell(entry, nameOf(entry.actor)) ?? unknownEntry(entry)
}

type Telling = Definition & Pick<RecordEvent, 'tell'>

function ofChange(entry: Entry, runbook: Runbook | null): string {
  const read = readChangeEntry(entry)
  if (read.says === 'refusal') return commandRefused.sentence(read.refused, nameOf(entry.actor))
  return read.says === 'event' && runbook !== null ? sentenceFor(read.event, runbook) : unknownEntry(entry)
}
