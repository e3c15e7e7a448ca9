import type { FollowUpView } from '../../../src/read/follow-up/follow-up-view.ts'
import { ask, order, type Refused, said } from './api.ts'
import { follow, type Link } from './follow.ts'
import { type Followed, storeOf } from './store.ts'

export type TasksPicture = {
  /** Of all changes, the first that is due first; null before the first answer. */
  readonly tasks: readonly FollowUpView[] | null
  readonly more: boolean
  readonly link: Link
  readonly problem: Refused | null
}

export const NOTHING: TasksPicture = { tasks: null, more: false, link: { link: 'asking' }, problem: null }

const LOOK_EVERY_MS = 10_000

/** What ended changes have left to do; followed until `stop`. */
export function followTasks(): Followed<TasksPicture> {
  const picture = storeOf(NOTHING)
  const say = (news: Partial<TasksPicture>) => picture.set({ ...picture.get(), ...news })
  const following = follow({
    isAbout: () => true,
    look: async (signal) => {
      const { followUps, more } = await said(ask.GET('/v1/follow-ups', { signal }))
      say({ tasks: followUps, more, problem: null })
      return { inMs: LOOK_EVERY_MS, listen: true }
    },
    onLink: (link) => say({ link }),
    onProblem: (problem) => say({ problem }),
  })
  return { picture, ...following }
}

/** A person's word on a task; the same word again changes nothing. Throws what `order` throws. */
export async function settleTask(
  { change, task }: Pick<FollowUpView, 'change' | 'task'>,
  body: { note: string } | { reopen: string },
): Promise<void> {
  const params = { path: { id: change, task } }
  await said(order.POST('/v1/changes/{id}/follow-ups/{task}', { params, body }))
}
