import type { FollowUp, FollowUpTask } from '../../runbook/follow-up.ts'
import type { Pace } from '../../runbook/pace.ts'
import { formatDuration } from '../../time/duration.ts'
import type { PlanFollowUp, PlanTask } from '../schema/follow-ups.ts'
import { uniqueNames } from './arrange.ts'

/** Names are made at the plan's own time, whatever the pace: `succeeded-2h`, and its tasks `succeeded-2h-1`. */
export function compileFollowUps(written: readonly PlanFollowUp[], pace: Pace): readonly FollowUp[] {
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
    when: whenOf(one, pace),
    tasks: one.tasks.map((task) => compileTask(task, tasks[next++] as string)),
  }))
}

export const followUpName = ({ on, within, every }: PlanFollowUp): string =>
  every === undefined ? `${on}-${formatDuration(within ?? 0)}` : `${on}-every-${formatDuration(every)}`

function whenOf({ within, every, for: length }: PlanFollowUp, pace: Pace): FollowUp['when'] {
  if (every === undefined) return { due: 'within', withinMs: pace(within ?? 0) }
  return { due: 'every', everyMs: pace(every), forMs: pace(length ?? every) }
}

const compileTask = ({ title, owner, suite, told }: PlanTask, id: string): FollowUpTask => ({
  id,
  title: title ?? (suite === undefined ? `${told} are told` : `${suite} passes`),
  ...(owner === undefined ? {} : { owner }),
})
