import type { Rhythm } from '../../binding/signal-binding.ts'
import { type Fault, fault, warning } from '../../document/finding.ts'
import { type Pace, paceOf } from '../../runbook/pace.ts'
import { formatDuration } from '../../time/duration.ts'
import type { Millis } from '../../time/instant.ts'
import type { Plan } from '../schema/plan.ts'
import { type Measure, windowNeed } from './window-need.ts'

/** How fast a plan is to run, and how it is measured, as far as that is known. */
export type Tempo = {
  readonly pace: number
  readonly sources: readonly Rhythm[]
}

/** Holds alone must not take longer than the window; deploys and actions come on top. */
export function checkWindow(plan: Plan, tempo: Tempo): readonly Fault[] {
  if (plan.window === undefined) return []
  const path = ['window', 'duration']
  const { duration } = plan.window
  if (duration <= 0)
    return [fault(path, 'window', 'the window is never open', 'write a duration such as 45m')]
  const needed = windowNeed(plan, REAL_TIME)
  if (plan.phases !== undefined || needed < duration)
    return [...lateStages(plan, duration, tempo), ...longBudgets(plan, duration)]
  return [
    fault(
      path,
      'window-too-short',
      `the holds alone take ${formatDuration(needed)}, and the window is open for ${formatDuration(duration)}`,
      `open it for longer than ${formatDuration(needed)}, or shorten the holds`,
    ),
  ]
}

/** A budget ends nothing, so what does not fit is only said. */
function longBudgets(plan: Plan, duration: Millis): readonly Fault[] {
  const needed = windowNeed(plan, { ...REAL_TIME, budgets: true })
  if (needed <= duration || windowNeed(plan, REAL_TIME) >= duration) return []
  return [
    warning(
      fault(
        ['window', 'duration'],
        'window-too-short',
        `with the budgets of its phases it takes ${formatDuration(needed)}, and the window is open for ${formatDuration(duration)}`,
        `open it for ${formatDuration(needed)}, or give the phases less`,
      ),
    ),
  ]
}

const REAL_TIME: Measure = { held: (ms) => ms, pace: (ms) => ms }

/** What deploys, proxies and actions have to have left of a window. */
const LEFT_LEAST = 1 / 6

/**
 * A stage passes when what was measured reaches its hold's end: at the source's next interval, as late as the source
 * knows it. The pace shortens neither.
 */
function lateStages(plan: Plan, duration: Millis, { pace: factor, sources }: Tempo): readonly Fault[] {
  const slowest = sources.toSorted((a, b) => b.intervalMs + b.lagMs - a.intervalMs - a.lagMs)[0]
  if (slowest === undefined) return []
  const { intervalMs, lagMs } = slowest
  const pace: Pace = paceOf(factor)
  const most = pace(duration) * (1 - LEFT_LEAST)
  const needed = windowNeed(plan, { held: (hold) => pace(hold) + intervalMs + lagMs, pace })
  // Who planned it so tight at real time knows; that it cannot fit is said all the same.
  const isPlanned = windowNeed(plan, { held: pace, pace }) > most && needed < pace(duration)
  if (needed <= most || isPlanned) return []
  const left = formatDuration(Math.max(0, pace(duration) - needed))
  const window = `${formatDuration(pace(duration))}${factor === 1 ? '' : ` at pace ${factor}`}`
  return [
    warning(
      fault(
        ['window', 'duration'],
        'window-too-short',
        `a stage ends up to ${formatDuration(intervalMs + lagMs)} later than its hold, for it is measured every ${formatDuration(intervalMs)} and known ${formatDuration(lagMs)} later; of the window of ${window}, ${left} may be left for everything else`,
        factor === 1
          ? 'open it for longer, or measure more often'
          : 'take a smaller pace, or open it for longer',
      ),
    ),
  ]
}
