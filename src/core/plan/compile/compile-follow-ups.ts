import { looksFor } from '../../follow-up/task-evidence.ts'
import type { FollowUp, FollowUpTask, TaskCheck } from '../../runbook/follow-up.ts'
import type { Pace } from '../../runbook/pace.ts'
import { formatDuration } from '../../time/duration.ts'
import type { PlanFollowUp, PlanTask } from '../schema/follow-ups.ts'
import type { Setting } from '../step/effect-kind.ts'
import { type Arranged, uniqueNames } from './arrange.ts'
import { checkOf, lineTitle, toldWords } from './compile-accept.ts'

/** Names are made at the plan's own time, whatever the pace: `succeeded-2h`, and its tasks `succeeded-2h-1`. */
export function compileFollowUps(
  written: readonly PlanFollowUp[],
  steps: readonly Arranged[],
  setting: Setting,
): readonly FollowUp[] {
  const ids = uniqueNames(written.map((one) => ({ written: one.id, made: followUpName(one) })))
  const tasks = uniqueNames(
    written.flatMap((one, i) =>
      one.tasks.map((task, j) => ({ written: task.id, made: `${ids[i]}-${j + 1}` })),
    ),
  )
  let next = 0
  return written.map((one, i) => ({
    id: ids[i] as string,
    on: one.on,
    when: whenOf(one, setting.pace),
    tasks: one.tasks.map((task) => compileTask(task, tasks[next++] as string, steps, setting)),
  }))
}

export const followUpName = ({ on, within, every }: PlanFollowUp): string =>
  every === undefined ? `${on}-${formatDuration(within ?? 0)}` : `${on}-every-${formatDuration(every)}`

function whenOf({ within, every, for: length }: PlanFollowUp, pace: Pace): FollowUp['when'] {
  if (every === undefined) return { due: 'within', withinMs: pace(within ?? 0) }
  return { due: 'every', everyMs: pace(every), forMs: pace(length ?? every) }
}

function compileTask(task: PlanTask, id: string, steps: readonly Arranged[], setting: Setting): FollowUpTask {
  const { title, owner } = task
  const evidence = evidenceOf(task, steps, setting)
  return {
    id,
    title: title ?? (evidence === null ? id : titleOf(evidence, task)),
    ...(owner === undefined ? {} : { owner }),
    ...(evidence === null ? {} : { evidence }),
  }
}

/** By the rules of checklists: what they mean by a flag, events or a signal, a task means as well. */
function evidenceOf(
  { owner: _, ...line }: PlanTask,
  steps: readonly Arranged[],
  setting: Setting,
): TaskCheck | null {
  if (line.suite !== undefined) return { check: 'suite', name: line.suite }
  if (line.told !== undefined)
    return { check: 'told', channel: line.told, words: toldWords(line.told, line.title) }
  if (line.signal === undefined && line.flag === undefined && line.events === undefined) return null
  const check = checkOf(line, steps, setting)
  if (check.check === 'rule' || check.check === 'events') return check
  if (check.check === 'act' && check.act.act === 'read-flag' && typeof check.act.equals !== 'object') {
    const { targets, flag, equals } = check.act
    return { check: 'flag', targets, flag, equals }
  }
  throw new Error('a task whose evidence cannot be looked at has passed the check')
}

const titleOf = (evidence: TaskCheck, task: PlanTask): string =>
  evidence.check === 'rule' ? looksFor(evidence) : lineTitle(task)
