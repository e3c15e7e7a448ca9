import { setTimeout as sleep } from 'node:timers/promises'
import type { Instant, Millis } from '../../core/time/instant.ts'
import type { Clock } from '../../ports/clock.ts'

/** This machine's own clock, for work without a database. It stands still rather than go backwards. */
export function systemClock(): Clock {
  let latest: Instant = 0
  return {
    now() {
      latest = Math.max(latest, Date.now())
      return latest
    },
    sleep: sleepOrAbort,
  }
}

export async function sleepOrAbort(ms: Millis, signal?: AbortSignal): Promise<void> {
  try {
    await sleep(ms, undefined, signal === undefined ? {} : { signal })
  } catch (error) {
    if (signal?.aborted !== true) throw error
  }
}
