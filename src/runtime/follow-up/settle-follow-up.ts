import { nameOf } from '../../core/access/actor.ts'
import type { TaskAnswer } from '../../core/follow-up/settle-task.ts'
import { followUpNotices } from '../../core/notice/follow-up-notices.ts'
import type { AskedTask } from '../../ports/store/follow-ups.ts'
import { channelsOf } from '../context/reach.ts'
import type { Runtime } from '../context/runtime.ts'

type Settling = Pick<Runtime, 'store' | 'clock' | 'bells' | 'reach'>

/** A person's word on a task that a change has left; null: there is no such task. */
export async function settleFollowUp(
  { store, clock, bells, reach }: Settling,
  asked: Omit<AskedTask, 'now'>,
): Promise<TaskAnswer | null> {
  const now = clock.now()
  const { word, actor } = asked
  const answer = await store.followUps.settle({ ...asked, now }, (task) => {
    const words = (word.say === 'done' ? word.note : word.because).trim()
    const told = word.say === 'done' ? 'done' : 'reopened'
    return followUpNotices({ told, task, by: nameOf(actor), words }, channelsOf(reach, task.environment), now)
  })
  if (answer?.answer !== 'settled') return answer
  bells.notices.ring()
  bells.followUps.ring()
  return answer
}
