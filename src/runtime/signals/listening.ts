import type { Instant, Millis } from '../../core/time/instant.ts'
import type { Clock } from '../../ports/clock.ts'

/**
 * The tick loop speaks with the database every second; after so long a silence the server was away, stood still or
 * was cut off.
 */
const BREAK_MS: Millis = 5_000

/**
 * Since when this server has listened without a break. What was not heard during a break of its own is no silence of
 * those who measure: it is read afterwards.
 */
export type Listening = {
  /** The database has just answered. */
  heard(): void
  since(): Instant
}

export function listening(clock: Pick<Clock, 'now'>): Listening {
  let from = clock.now()
  let last = from
  const since = () => {
    const now = clock.now()
    if (now - last > BREAK_MS) from = now
    return from
  }
  return {
    heard() {
      since()
      last = clock.now()
    },
    since,
  }
}
