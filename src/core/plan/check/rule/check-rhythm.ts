import type { Rhythm } from '../../../binding/signal-binding.ts'
import { type Fault, fault, isUnder, type Path, warning } from '../../../document/finding.ts'
import { formatDuration } from '../../../time/duration.ts'
import type { Millis } from '../../../time/instant.ts'
import { type Arranged, isRollout } from '../../compile/arrange.ts'
import { type RuleIn, rulesIn } from '../../compile/rules-in.ts'
import type { Plan } from '../../schema/plan.ts'
import type { PlanRollout } from '../../step/rollout.ts'

/** How often a signal is measured, in the environment that does so least often; null where that is not known. */
export type RhythmOf = (signal: string) => Rhythm | null

/**
 * Spans that are shorter than what is measured at a time. They are no error, but they last longer than they say. At
 * the plan's own time: who runs it faster than that knows.
 */
export function checkRhythm(plan: Plan, steps: readonly Arranged[], rhythmOf: RhythmOf): readonly Fault[] {
  const rules = rulesIn(plan, steps)
  return [
    ...steps.flatMap(({ item, path }) =>
      isRollout(item)
        ? holdFaults(
            item.rollout,
            [...path, 'rollout'],
            rules.filter((rule) => isUnder(rule.path, path)),
            rhythmOf,
          )
        : [],
    ),
    ...rules.flatMap(({ rule, path }) => ruleFaults(rule, path, rhythmOf(rule.signal))),
  ]
}

function holdFaults(
  { stages }: PlanRollout['rollout'],
  path: Path,
  rules: readonly RuleIn[],
  rhythmOf: RhythmOf,
): readonly Fault[] {
  const slowest = rules
    .flatMap(({ rule: { signal } }) => {
      const rhythm = rhythmOf(signal)
      return rhythm === null ? [] : [{ signal, ...rhythm }]
    })
    .toSorted((a, b) => b.intervalMs - a.intervalMs)[0]
  const short = slowest === undefined ? -1 : stages.findIndex(({ hold }) => isBelow(hold, slowest))
  return slowest === undefined || short < 0
    ? []
    : [holdFault([...path, 'stages', short, 'hold'], stages[short]?.hold ?? 0, slowest)]
}

/** A hold of nothing is meant so. */
const isBelow = (span: Millis, { intervalMs }: Rhythm): boolean => span > 0 && span < intervalMs

function holdFault(path: Path, hold: Millis, slowest: Rhythm & { readonly signal: string }): Fault {
  const { signal, intervalMs, lagMs } = slowest
  return warning(
    fault(
      path,
      'below-interval',
      `a hold of ${formatDuration(hold)} is shorter than the ${formatDuration(intervalMs)} in which ${signal} is measured once: the stage ends up to ${formatDuration(intervalMs + lagMs)} later`,
      `hold for ${formatDuration(intervalMs)} or more, or measure more often`,
    ),
  )
}

function ruleFaults(rule: RuleIn['rule'], path: Path, rhythm: Rhythm | null): readonly Fault[] {
  if (rhythm === null) return []
  const every = formatDuration(rhythm.intervalMs)
  const faultAt = (key: 'for' | 'over', span: Millis, words: string): readonly Fault[] =>
    isBelow(span, rhythm)
      ? [
          warning(
            fault(
              [...path, key],
              'below-interval',
              `${key}: ${formatDuration(span)} is shorter than the ${every} in which ${rule.signal} is measured once, so ${words}`,
              `write ${key}: ${every} or more, or measure more often`,
            ),
          ),
        ]
      : []
  const later = formatDuration(rhythm.intervalMs + rhythm.lagMs)
  return [
    ...faultAt(
      'for',
      'for' in rule ? (rule.for ?? 0) : 0,
      `it is decided by the next measurement, up to ${later} later`,
    ),
    ...faultAt('over', typeof rule.over === 'number' ? rule.over : 0, `it looks back over ${every}`),
  ]
}
