import type { Insertable, Selectable } from 'kysely'
import { type OwedTask, tellAt } from '../../../core/follow-up/owed-task.ts'
import { documentOrNull } from '../database/document.ts'
import type { Tables } from '../database/tables.ts'

/** A task and its row. */
export const rowOf = (task: OwedTask): Insertable<Tables['follow_up']> => ({
  change_id: task.change,
  task: task.id,
  title: task.title,
  environment: task.environment,
  change_title: task.of,
  owner: task.owner,
  owner_as: task.as,
  since: task.since,
  remind_at: task.remindAt,
  due_at: task.dueAt,
  tell_at: tellAt(task),
  ...changesOf(task),
})

/** What may change of it. */
export function changesOf({ told, done, evidence }: OwedTask) {
  if (evidence === null) return { told, done: documentOrNull(done), evidence: null, look_at: null }
  const { lookAt, ...kept } = evidence
  return { told, done: documentOrNull(done), evidence: documentOrNull(kept), look_at: lookAt }
}

export const taskFrom = (row: Selectable<Tables['follow_up']>): OwedTask => ({
  change: row.change_id,
  id: row.task,
  title: row.title,
  environment: row.environment,
  of: row.change_title,
  owner: row.owner,
  as: row.owner_as,
  since: row.since,
  remindAt: row.remind_at,
  dueAt: row.due_at,
  told: row.told,
  done: row.done,
  evidence: row.evidence === null ? null : { ...row.evidence, lookAt: row.look_at },
})
