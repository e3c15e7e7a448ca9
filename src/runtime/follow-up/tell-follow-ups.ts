import { followUpNotices } from '../../core/notice/follow-up-notices.ts'
import { channelsOf } from '../context/reach.ts'
import type { Runtime } from '../context/runtime.ts'
import type { LoopMember } from '../loop/loop.ts'

const BATCH = 50

type Telling = Pick<Runtime, 'store' | 'clock' | 'bells'> & {
  readonly reach: Pick<Runtime['reach'], 'environments'>
}

/** Reminds of tasks that are due soon, and says which were not done in time; each once. */
export function tellFollowUps({ store, clock, bells, reach }: Telling): LoopMember {
  return {
    of: null,
    bell: bells.followUps,
    round: async () => {
      const now = clock.now()
      const told = await store.followUps.tell(now, BATCH, (task, telling) =>
        followUpNotices({ told: telling, task }, channelsOf(reach, task.environment), now),
      )
      if (told.length > 0) bells.notices.ring()
      if (told.length === BATCH) return 0
      const next = await store.followUps.tellNext()
      return next === null ? undefined : Math.max(0, next - now)
    },
  }
}
