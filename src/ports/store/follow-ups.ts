import type { Actor } from '../../core/access/actor.ts'
import type { OwedTask } from '../../core/follow-up/owed-task.ts'
import type { TaskAnswer, TaskWord } from '../../core/follow-up/settle-task.ts'
import type { Found } from '../../core/follow-up/task-evidence.ts'
import type { Notice } from '../../core/notice/notice.ts'
import type { Instant } from '../../core/time/instant.ts'

/**
 * The tasks that ended changes have left; written by the turn in which they ended, journaled in `follow-ups/CHANGE`.
 */
export interface FollowUps {
  /** Those of one change, soonest first. */
  of(change: string): Promise<readonly OwedTask[]>
  /** Those that are not done, soonest first, of all changes; of one person, where `owner` says so. */
  open(limit: number, owner?: string): Promise<readonly OwedTask[]>
  /** What each of these changes has left; one that has left nothing is not in it. */
  summaries(changes: readonly string[], now: Instant): Promise<ReadonlyMap<string, FollowUpSummary>>
  /** How many are not done, how many of these were due before, and for how many evidence is looked for. */
  counts(now: Instant): Promise<{ readonly open: number; readonly overdue: number; readonly looking: number }>
  /** Null: there is no such task. Two at once take turns, and the second sees what the first has said. */
  settle(asked: AskedTask, noticesOf: (task: OwedTask) => readonly Notice[]): Promise<TaskAnswer | null>
  /**
   * What has to be told now: each is journaled and its notices are written in one transaction, once however many
   * servers look. Answers those that were told.
   */
  tell(now: Instant, limit: number, noticesOf: NoticesOf): Promise<readonly OwedTask[]>
  /** When `tell` has something next; null: never. */
  tellNext(): Promise<Instant | null>
  /** Those whose evidence is to be looked at by now, the longest wait first. */
  toLook(now: Instant, limit: number): Promise<readonly OwedTask[]>
  /**
   * What was seen of a task. Null, and nothing is kept, when somebody has spoken or looked since. A task that is done
   * by it is journaled and told in the same transaction.
   */
  looked(look: Look, noticesOf: (task: OwedTask) => readonly Notice[]): Promise<OwedTask | null>
  /** When `toLook` has something next; null: never. */
  lookNext(): Promise<Instant | null>
}

/** `task`: as it was read before the look. */
export type Look = { readonly task: OwedTask; readonly found: Found; readonly now: Instant }

/** `open`: not done; `overdue`: how many of these were due before. Moments are those of what is not done. */
export type FollowUpSummary = {
  readonly open: number
  readonly overdue: number
  readonly done: number
  readonly nextDueAt: Instant | null
  readonly lastDueAt: Instant | null
}

export type NoticesOf = (task: OwedTask, told: 'reminder' | 'overdue') => readonly Notice[]

export type AskedTask = {
  readonly change: string
  readonly task: string
  readonly word: TaskWord
  readonly actor: Actor
  readonly now: Instant
}
