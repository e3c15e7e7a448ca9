import type { TaskAnswer } from '../../core/follow-up/settle-task.ts'
import type { AskedTask } from '../../ports/store/follow-ups.ts'
import type { Runtime } from '../context/runtime.ts'

/** A person's word on a task that a change has left; null: there is no such task. */
export const settleFollowUp = (
  { store, clock }: Pick<Runtime, 'store' | 'clock'>,
  asked: Omit<AskedTask, 'now'>,
): Promise<TaskAnswer | null> => store.followUps.settle({ ...asked, now: clock.now() })
