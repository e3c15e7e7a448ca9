import type { Watch } from '../../core/change/rollout/watches.ts'
import type { Change } from '../../core/change/state/change.ts'
import { ofLastWeek, WEEK_MS } from '../../core/judge/last-week.ts'
import type { JudgeState } from '../../core/judge/observe.ts'
import type { SignalShape } from '../../core/signal/shape.ts'
import type { Instant, Millis } from '../../core/time/instant.ts'
import { otherSide, type Side, type Slot } from '../../core/traffic/desired.ts'
import { type Measured, MetricsUnavailable, type Question } from '../../ports/metrics.ts'
import { type Answers, keyOf } from './answers.ts'

/** A rule on one target that may compare with what the whole target showed a week before. */
type Compared = {
  readonly change: Change
  readonly watch: Watch
  readonly state: JudgeState
  readonly stable: Side
  readonly shape: SignalShape | null
  /** False of a signal that has the same numbers for both sides: they are the whole target's. */
  readonly isDivided: boolean
}

const sidesOf = ({ isDivided }: Compared): readonly Slot[] => (isDivided ? ['canary', 'stable'] : ['stable'])

/** Each once, of the moments a week before those that are judged next. */
export function lastWeekQuestions(
  all: readonly Compared[],
  intervalMs: Millis,
  now: Instant,
): readonly Question[] {
  const questions = new Map<string, Question>()
  for (const compared of all) {
    const { change, watch, state, stable } = compared
    if (watch.lastWeek === undefined) continue
    const { environment, version } = change.runbook
    const { target, rule } = watch
    const needed = Math.max(state.from, state.watermark - intervalMs) - WEEK_MS
    for (const slot of sidesOf(compared)) {
      const key = keyOf(environment, target, slot, { signal: rule.signal }, version)
      const from = Math.min(needed, questions.get(key)?.from ?? needed)
      const side = slot === 'stable' ? stable : otherSide(stable)
      const to = now - WEEK_MS + intervalMs
      questions.set(key, { environment, target, slot, side, signal: rule.signal, version, from, to })
    }
  }
  return [...questions.values()]
}

/** What was then, as of today, and up to where it is known; null where nobody was asked. */
export function lastWeekOf(compared: Compared, answers: Answers): Measured | MetricsUnavailable | null {
  const { change, watch, shape } = compared
  const { environment, version } = change.runbook
  const said = sidesOf(compared).map((slot) =>
    answers.get(keyOf(environment, watch.target, slot, { signal: watch.rule.signal }, version)),
  )
  const measured: Measured[] = []
  for (const answer of said) {
    if (answer === undefined) return null
    if (answer instanceof MetricsUnavailable)
      return new MetricsUnavailable(`a week ago: ${answer.message}`, { cause: answer })
    measured.push(answer)
  }
  return {
    samples: ofLastWeek(
      shape?.kind ?? null,
      measured.map(({ samples }) => samples),
    ),
    watermark: Math.min(...measured.map(({ watermark }) => watermark)) + WEEK_MS,
  }
}
