import type { Instant } from '../time/instant.ts'
import type { OwedTask } from './owed-task.ts'
import { looksFor } from './task-evidence.ts'

/** A task as journal, notices and simulation tell of it when it begins to be owed. */
export type OwedTold = {
  readonly task: string
  readonly title: string
  readonly owner: string
  readonly dueAt: Instant
  /** What is looked at, in words; absent: a person's word alone counts. */
  readonly looksFor?: string
}

export const toldTask = ({ id, title, owner, dueAt, evidence }: OwedTask): OwedTold => ({
  task: id,
  title,
  owner,
  dueAt,
  ...(evidence === null ? {} : { looksFor: looksFor(evidence.check) }),
})
