import { isOverdue, type OwedTask } from '../../core/follow-up/owed-task.ts'
import { withoutMarks } from '../../core/text/visible.ts'
import type { Instant } from '../../core/time/instant.ts'
import { instant, type Shown } from '../shown/instant.ts'

/** A task that a change has left. */
export type FollowUpView = {
  readonly change: string
  /** Title of the change. */
  readonly of: string
  readonly environment: string
  readonly task: string
  readonly title: string
  readonly owner: string
  /** As what they owe it; null: as the requester of the change. */
  readonly as: string | null
  readonly since: Shown
  readonly dueAt: Shown
  readonly state: 'open' | 'overdue' | 'done'
  readonly done: { readonly by: string; readonly at: Shown; readonly note: string } | null
}

export function viewFollowUp(task: OwedTask, now: Instant): FollowUpView {
  const { change, of, environment, id, title, owner, as, since, dueAt, done } = task
  return {
    change,
    of: withoutMarks(of),
    environment,
    task: id,
    title: withoutMarks(title),
    owner: withoutMarks(owner),
    as: as === null ? null : withoutMarks(as),
    since: instant(since),
    dueAt: instant(dueAt),
    state: done !== null ? 'done' : isOverdue(task, now) ? 'overdue' : 'open',
    done: done === null ? null : { ...done, note: withoutMarks(done.note), at: instant(done.at) },
  }
}
