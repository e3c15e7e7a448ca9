import type { Millis } from '../../core/time/instant.ts'
import { bell } from '../context/bell.ts'
import type { Runtime } from '../context/runtime.ts'
import type { SharedClock } from '../context/shared-clock.ts'
import { type Loop, startLoop } from '../loop/loop.ts'

const ADJUST_EVERY_MS: Millis = 60_000

/** Two clocks drift apart; once a minute this one looks at the database's. */
export function startTimekeeping({ log }: Pick<Runtime, 'log'>, clock: SharedClock): Loop {
  return startLoop({
    doing: "asking for the database's time",
    bell: bell(clock),
    log,
    round: async () => {
      await clock.adjust()
      return ADJUST_EVERY_MS
    },
  })
}
