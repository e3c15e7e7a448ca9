import type { Attachment } from '../change/state/items.ts'
import type { Instant } from '../time/instant.ts'
import type { TaskEvidence } from './task-evidence.ts'

/** A task that is owed after a change has ended: a record beside the change, which is immutable by then. */
export type OwedTask = {
  readonly change: string
  /** Unique within the change, such as `succeeded-2h-1`; of a task that comes again with the number of its round. */
  readonly id: string
  readonly title: string
  readonly environment: string
  /** Title of the change. */
  readonly of: string
  /** The person who owes it. */
  readonly owner: string
  /** As what, such as Database Lead; null: they requested the change. */
  readonly as: string | null
  readonly since: Instant
  readonly remindAt: Instant
  readonly dueAt: Instant
  /** What was told of it so far. */
  readonly told: Told
  readonly done: Done | null
  /** What is looked at in place of a person's word; null: only that counts. */
  readonly evidence: TaskEvidence | null
}

export type Told = 'nothing' | 'reminder' | 'overdue'
export type Done = {
  readonly by: string
  readonly at: Instant
  /** A person's words, or what was seen. */
  readonly note: string
  /** Nobody has said so: it was seen. Left out of a person's word. */
  readonly byEvidence?: true
  /** Files that came with the word; left out when there were none. */
  readonly attachments?: readonly Attachment[]
}

export const isOverdue = ({ done, dueAt }: OwedTask, now: Instant): boolean => done === null && now >= dueAt

/** What has to be told now, if anything. A reminder that comes too late is none any more. */
export function toTell(
  { told, done, remindAt, dueAt }: OwedTask,
  now: Instant,
): 'reminder' | 'overdue' | null {
  if (done !== null || told === 'overdue') return null
  if (now >= dueAt) return 'overdue'
  return told === 'nothing' && now >= remindAt ? 'reminder' : null
}

/** When `toTell` says something next; null when it never will by time alone. */
export function tellAt({ told, done, remindAt, dueAt }: OwedTask): Instant | null {
  if (done !== null || told === 'overdue') return null
  return told === 'nothing' ? remindAt : dueAt
}
