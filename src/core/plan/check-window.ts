import { formatDuration } from '../time/duration.ts'
import type { Millis } from '../time/instant.ts'
import { isParallel, isSequence } from './arrange.ts'
import { type Fault, fault } from './finding.ts'
import type { Plan } from './schema/plan.ts'
import type { PlanItem } from './schema/step.ts'

/** Holds alone must not take longer than the window; deploys and actions come on top. */
export function checkWindow(plan: Plan): readonly Fault[] {
  if (plan.window === undefined) return []
  const path = ['window', 'duration']
  const { duration } = plan.window
  if (duration <= 0)
    return [fault(path, 'window', 'the window is never open', 'write a duration such as 45m')]
  const needed = holdsOf(plan.steps)
  if (needed < duration) return []
  return [
    fault(
      path,
      'window-too-short',
      `the holds alone take ${formatDuration(needed)}, and the window is open for ${formatDuration(duration)}`,
      `open it for longer than ${formatDuration(needed)}, or shorten the holds`,
    ),
  ]
}

/** The longest way through the holds: sequences add up, groups take as long as their slowest part. */
function holdsOf(item: PlanItem): Millis {
  if (isSequence(item)) return item.reduce((sum, one) => sum + holdsOf(one), 0)
  if (item.when === false) return 0
  if (isParallel(item)) return Math.max(0, ...item.parallel.map(holdsOf))
  return 'rollout' in item ? item.rollout.stages.reduce((sum, { hold }) => sum + hold, 0) : 0
}
