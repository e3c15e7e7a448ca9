import type { Instant } from '../../core/time/instant.ts'
import type { Clock } from '../../ports/clock.ts'
import { sleepOrAbort } from './system-clock.ts'

/**
 * A clock that all replicas share: the database's time, asked now and then, carried on by this machine's steady
 * counter.
 */
export type SharedClock = Clock & {
  /** Asks again. Throws when the database cannot be asked; the clock goes on by what it knew. */
  adjust(): Promise<void>
}

type Sources = {
  readonly ask: () => Promise<Instant>
  /** Steady milliseconds, unmoved by anybody setting the time; from an arbitrary beginning. */
  readonly steady?: () => number
}

/** An answer that was on its way for long says little about when it was true. */
const TRIES = 3

export async function sharedClock({ ask, steady = () => performance.now() }: Sources): Promise<SharedClock> {
  let offset = 0
  let latest: Instant = 0

  const adjust = async () => {
    let best = { tookMs: Number.POSITIVE_INFINITY, offset: 0 }
    for (let i = 0; i < TRIES; i++) {
      const from = steady()
      const theirs = await ask()
      const to = steady()
      if (to - from < best.tookMs) best = { tookMs: to - from, offset: theirs - (from + to) / 2 }
    }
    offset = best.offset
  }

  await adjust()
  return {
    adjust,
    now() {
      latest = Math.max(latest, Math.floor(steady() + offset))
      return latest
    },
    sleep: sleepOrAbort,
  }
}
