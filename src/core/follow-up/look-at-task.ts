import { ENGINE, nameOf } from '../access/actor.ts'
import type { Instant } from '../time/instant.ts'
import type { OwedTask } from './owed-task.ts'
import { type Found, nextLook } from './task-evidence.ts'

/** A task after its evidence was looked at; it is done when that holds. */
export function afterLook(task: OwedTask, { holds, words }: Found, now: Instant): OwedTask {
  const { evidence, dueAt } = task
  if (evidence === null) throw new Error(`${task.id} has no evidence to look at`)
  const seen = { at: now, words }
  if (!holds) return { ...task, evidence: { ...evidence, seen, lookAt: nextLook(evidence, dueAt, now) } }
  return {
    ...task,
    evidence: { ...evidence, seen, lookAt: null },
    done: { by: nameOf(ENGINE), at: now, note: words, byEvidence: true },
  }
}
