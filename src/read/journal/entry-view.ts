import { nameOf } from '../../core/access/actor.ts'
import { commandRefused, readChangeEntry } from '../../core/change/events/change-entry.ts'
import { announcedBy } from '../../core/change/events/event-name.ts'
import type { Entry } from '../../core/journal/entry.ts'
import { unknownEntry } from '../../core/journal/entry-sentence.ts'
import { pages } from '../../core/notice/notices-for.ts'
import { sentenceFor } from '../../core/notice/sentence.ts'
import type { Runbook } from '../../core/runbook/runbook.ts'
import { instant, type Shown } from '../shown/instant.ts'

/** One line of a change's journal, as people read it. */
export type EntryView = {
  readonly seq: number
  readonly at: Shown
  readonly by: string
  readonly type: string
  /** The name that people and machines subscribe to; null for entries that are no events of the change. */
  readonly event: string | null
  readonly sentence: string
  /** `loud`: a person was paged for it. */
  readonly weight: 'loud' | 'plain' | 'refusal'
}

export function viewEntry(entry: Entry, runbook: Runbook): EntryView {
  const { seq, at, actor, type } = entry
  const shown = { seq, at: instant(at), by: nameOf(actor), type }
  const read = readChangeEntry(entry)
  switch (read.says) {
    case 'event':
      return {
        ...shown,
        event: announcedBy(read.event),
        sentence: sentenceFor(read.event, runbook),
        weight: pages(read.event) ? 'loud' : 'plain',
      }
    case 'refusal':
      return {
        ...shown,
        event: null,
        sentence: commandRefused.sentence(read.refused, shown.by),
        weight: 'refusal',
      }
    case 'unknown':
      return { ...shown, event: null, sentence: unknownEntry(entry), weight: 'plain' }
  }
}
