import type { Millis } from '../../core/time/instant.ts'
import type { Clock } from '../../ports/clock.ts'

/**
 * What a loop sleeps by: until its time is up or somebody rings. A ring while it is awake is kept, so none is ever
 * lost.
 */
export type Bell = { ring(): void; sleep(ms: Millis): Promise<void> }

export function bell(clock: Pick<Clock, 'sleep'>): Bell {
  let rung = false
  let sleeper: AbortController | null = null
  return {
    ring() {
      rung = true
      sleeper?.abort()
    },
    async sleep(ms) {
      if (!rung && ms > 0) {
        sleeper = new AbortController()
        await clock.sleep(ms, sleeper.signal)
        sleeper = null
      }
      rung = false
    },
  }
}
