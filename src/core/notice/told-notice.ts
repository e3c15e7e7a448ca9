import type { Instant } from '../time/instant.ts'
import { NOTICE_FORMAT, type Notice } from './notice.ts'
import type { Channel } from './notices-for.ts'
import { changeSubject } from './subject.ts'

/** A line of a checklist, or a task, that has a channel told something of the change. */
export type Telling = {
  readonly change: string
  /** Null when the change could not be read. */
  readonly title: string | null
  readonly environment: string
  /** Which line or task it is: the same is told to the same channel once, however often it is sent. */
  readonly of: string
  readonly words: string
}

export function toldNotice(
  { change, title, environment, of, words }: Telling,
  { channel, urgency }: Pick<Channel, 'channel' | 'urgency'>,
  at: Instant,
): Notice {
  return {
    format: NOTICE_FORMAT,
    id: `${change}.${of}.told.${channel}`,
    channel,
    environment,
    urgency,
    at,
    occasion: { kind: 'event', name: 'plan:told', version: 1 },
    subject: changeSubject(change, title),
    facts: { kind: 'told', words },
  }
}
