import { nameOf } from '../../core/access/actor.ts'
import type { ChangeEvent } from '../../core/change/events/event.ts'
import { announcedBy } from '../../core/change/events/event-name.ts'
import type { Entry } from '../../core/journal/entry.ts'
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
  const event = eventOf(entry)
  if (event !== null)
    return {
      ...shown,
      event: announcedBy(event),
      sentence: sentenceFor(event, runbook),
      weight: pages(event) ? 'loud' : 'plain',
    }
  const { data } = entry
  if (type === 'refused' && isRefused(data))
    return {
      ...shown,
      event: null,
      sentence: `refused to ${data.command} for ${nameOf(actor)}: ${data.because}`,
      weight: 'refusal',
    }
  // A journal outlives the server that reads it: what this one does not know is shown as what it is, not hidden.
  return {
    ...shown,
    event: null,
    sentence: `an entry of type ${type}, version ${entry.version}, which this server does not know`,
    weight: 'plain',
  }
}

function eventOf({ at, actor, type, data, version }: Entry): ChangeEvent | null {
  if (version !== 1 || typeof data !== 'object' || data === null) return null
  const event = { ...data, at, by: actor, type } as ChangeEvent
  return typeof announcedBy(event) === 'string' ? event : null
}

function isRefused(data: unknown): data is { command: string; because: string } {
  return typeof data === 'object' && data !== null && 'command' in data && 'because' in data
}
