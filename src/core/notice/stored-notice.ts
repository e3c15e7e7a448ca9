import type { Instant } from '../time/instant.ts'
import { NOTICE_FORMAT, type Notice } from './notice.ts'
import { changeSubject, JOURNAL, type Subject, targetSubject } from './subject.ts'

/** Every form in which a notice may wait in a database. */
export type StoredNotice = Notice | NoticeOfFormat1

/** One sentence with its data. It had no number of its format. */
export type NoticeOfFormat1 = {
  readonly format?: undefined
  readonly id: string
  readonly channel: string
  readonly urgency: 'page' | 'event'
  readonly event: string
  readonly change: string
  readonly environment: string
  readonly at: Instant
  readonly text: string
  readonly data: Readonly<Record<string, unknown>>
}

/** The id stays, or a receiver that has it already would get it again. */
export function noticeFrom(stored: StoredNotice): Notice {
  if (stored.format !== undefined) return stored
  const { id, channel, environment, urgency, event, at, text, data } = stored
  return {
    format: NOTICE_FORMAT,
    id,
    channel,
    environment,
    urgency: urgency === 'page' ? 'page' : 'tell',
    at,
    occasion: { kind: 'event', name: event, version: 1 },
    subject: subjectOf(stored),
    facts: { kind: 'sentence', text, data },
  }
}

/** Two notices of format 1 were about something else than a change, and their `change` says what. */
function subjectOf({ event, change, data }: NoticeOfFormat1): Subject {
  if (event === 'journal:cut-off') return JOURNAL
  if (event === 'target:ahead' && typeof data.target === 'string')
    return targetSubject(data.target, change === data.target ? null : change)
  return changeSubject(change, null)
}
