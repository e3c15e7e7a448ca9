import type { Attachment } from '../../core/change/state/change.ts'
import { type Done, isOverdue, type OwedTask } from '../../core/follow-up/owed-task.ts'
import { looksFor, type TaskEvidence } from '../../core/follow-up/task-evidence.ts'
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
  readonly done: DoneView | null
  /** What is looked at in place of a person's word; null: only that counts. */
  readonly evidence: EvidenceView | null
}

export type DoneView = {
  readonly by: string
  readonly at: Shown
  /** A person's words, or what was seen. */
  readonly note: string
  /** Nobody has said so: it was seen. */
  readonly byEvidence: boolean
  readonly attachments: readonly Attachment[]
}

export type EvidenceView = {
  /** What has to be seen, in words. */
  readonly looksFor: string
  /** Only what was after it counts, and only what was before `until`; null: what comes late counts too. */
  readonly from: Shown
  readonly until: Shown | null
  /** When it is looked at next; null: not any more, so that a person has to say it. */
  readonly nextAt: Shown | null
  readonly seen: { readonly at: Shown; readonly words: string } | null
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
    done: done === null ? null : viewDone(done),
    evidence: task.evidence === null ? null : viewEvidence(task.evidence),
  }
}

const viewDone = ({ by, at, note, byEvidence, attachments = [] }: Done): DoneView => ({
  by: withoutMarks(by),
  at: instant(at),
  note: withoutMarks(note),
  byEvidence: byEvidence === true,
  attachments: attachments.map((file) => ({ ...file, name: withoutMarks(file.name) })),
})

const viewEvidence = ({ check, from, until, lookAt, seen }: TaskEvidence): EvidenceView => ({
  looksFor: withoutMarks(looksFor(check)),
  from: instant(from),
  until: until === null ? null : instant(until),
  nextAt: lookAt === null ? null : instant(lookAt),
  seen: seen === null ? null : { at: instant(seen.at), words: withoutMarks(seen.words) },
})
