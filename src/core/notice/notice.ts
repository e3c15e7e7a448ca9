import type { Instant } from '../time/instant.ts'

/** A message about a change. `page` wakes a person; `event` is for whoever subscribes. */
export type Notice = {
  /** Unique and stable: stream and sequence of the journal entry it comes from, and the channel. */
  readonly id: string
  readonly channel: string
  readonly urgency: 'page' | 'event'
  /** The name people consume: `maintenance:window:start`, `canary:step`, `deploy:complete` ... */
  readonly event: string
  readonly change: string
  readonly environment: string
  readonly at: Instant
  /** One plain sentence. */
  readonly text: string
  readonly data: Readonly<Record<string, unknown>>
}
