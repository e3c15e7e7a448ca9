import type { Body } from '../../../src/http/client/operation-types.ts'
import type { FollowUpView } from '../../../src/read/follow-up/follow-up-view.ts'
import { ask, order, type Refused, said } from './api.ts'
import type { Link } from './follow.ts'
import { followView } from './follow-view.ts'
import type { Followed } from './store.ts'

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
export const followTasks = (): Followed<TasksPicture> =>
  followView(NOTHING, {
    everyMs: LOOK_EVERY_MS,
    listen: true,
    async read(signal) {
      const { followUps, more } = await said(ask.GET('/v1/follow-ups', { signal }))
      return { tasks: followUps, more }
    },
  })

/** A person's word on a task; the same word again changes nothing. Throws what `order` throws. */
export async function settleTask(
  { change, task }: Pick<FollowUpView, 'change' | 'task'>,
  body: Body<'settleFollowUp'>,
): Promise<void> {
  const params = { path: { id: change, task } }
  await said(order.POST('/v1/changes/{id}/follow-ups/{task}', { params, body }))
}
