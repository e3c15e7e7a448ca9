import type { SharedClock } from '../context/shared-clock.ts'
import type { LoopMember } from '../loop/loop.ts'

/** Two clocks drift apart; now and then this one looks at the database's. */
export function keepTime(clock: SharedClock): LoopMember {
  return {
    of: null,
    round: async () => {
      await clock.adjust()
      return undefined
    },
  }
}
