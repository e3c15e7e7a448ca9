import type { Rhythm } from '../../binding/signal-binding.ts'
import { type Fault, fault, type Path, warning } from '../../document/finding.ts'
import { formatDuration } from '../../time/duration.ts'
import type { Millis } from '../../time/instant.ts'
import { type Arranged, isRollout } from '../compile/arrange.ts'
import type { PlanRollout } from '../step/rollout.ts'
import type { PlanGate, PlanGuard } from '../step/rule.ts'

/** How often a signal is measured, in the environment that does so least often; null where that is not known. */
export type RhythmOf = (signal: string) => Rhythm | null

/**
 * Spans that are shorter than what is measured at a time. They are no error, but they last longer than they say. At
 * the plan's own time: who runs it faster than that knows.
 */
export function checkRhythm(steps: readonly Arranged[], rhythmOf: RhythmOf): readonly Fault[] {
  return steps.flatMap(({ item, path }) =>
    isRollout(item) ? rolloutFaults(item.rollout, [...path, 'rollout'], rhythmOf) : [],
  )
}

function rolloutFaults(
  { stages, gates = [], guards = [] }: PlanRollout['rollout'],
  path: Path,
  rhythmOf: RhythmOf,
): readonly Fault[] {
  const slowest = [...gates, ...guards]
    .flatMap(({ signal }) => {
      const rhythm = rhythmOf(signal)
      return rhythm === null ? [] : [{ signal, ...rhythm }]
    })
    .toSorted((a, b) => b.intervalMs - a.intervalMs)[0]
  const rules = [
    ...gates.map((rule, i) => ({ rule, place: [...path, 'gates', i] })),
    ...guards.map((rule, i) => ({ rule, place: [...path, 'guards', i] })),
  ]
  const short = slowest === undefined ? -1 : stages.findIndex(({ hold }) => isBelow(hold, slowest))
  return [
    ...(slowest === undefined || short < 0
      ? []
      : [holdFault([...path, 'stages', short, 'hold'], stages[short]?.hold ?? 0, slowest)]),
    ...rules.flatMap(({ rule, place }) => ruleFaults(rule, place, rhythmOf(rule.signal))),
  ]
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

function ruleFaults(rule: PlanGate | PlanGuard, path: Path, rhythm: Rhythm | null): readonly Fault[] {
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
    ...faultAt('for', rule.for ?? 0, `it is decided by the next measurement, up to ${later} later`),
    ...faultAt('over', typeof rule.over === 'number' ? rule.over : 0, `it looks back over ${every}`),
  ]
}
