import { own } from '../../document/tree.ts'
import type { Level, Threshold } from '../../level/level.ts'
import { formatDuration } from '../../time/duration.ts'
import { isRelative, type PlanValue } from '../rule/bound.ts'
import type { Plan } from '../schema/plan.ts'
import type { Setting } from '../step/effect-kind.ts'
import { type Arranged, uniqueNames } from './arrange.ts'
import { GUARD_SAMPLES } from './compile-rule.ts'
import { levelsIn, worseByPlan, writtenThresholds } from './levels-in.ts'

/** One for each signal and span. Which way is worse is the binding's word, and fixed with the runbook. */
export function compileLevels(
  plan: Plan,
  steps: readonly Arranged[],
  { binding, pace }: Setting,
): readonly Level[] {
  const all = levelsIn(plan, steps)
  const made = all.map(({ level, spanMs }) => `${level.signal}-over-${formatDuration(spanMs)}`)
  const ids = uniqueNames(made.map((name) => ({ written: undefined, made: name })))
  return all.map((one, i): Level => {
    const { signal, tell } = one.level
    const bound = own(binding?.signals, signal)
    // A reading each, or so many a second: one is enough to be shown.
    const isRead = bound?.kind === 'gauge' || bound?.kind === 'count'
    return {
      id: ids[i] as string,
      signal,
      spanMs: pace(one.spanMs),
      minSamples: isRead ? 1 : GUARD_SAMPLES,
      worse: bound?.direction ?? worseByPlan(one, plan, steps),
      ...(tell === undefined ? {} : { tell }),
      ...Object.fromEntries(writtenThresholds(one).map(({ name, value }) => [name, thresholdOf(value)])),
    }
  })
}

const thresholdOf = (value: PlanValue): Threshold => (isRelative(value) ? value : { value: value.value })
