import { unseenMs } from '../../judge/gap.ts'
import { isTest, type Rule } from '../../judge/rule.ts'
import { type Standing, standingOf } from '../../judge/standing.ts'
import type { Judged } from '../../judge/verdict.ts'
import type { RolloutStep } from '../../runbook/runbook.ts'
import type { Instant, Millis } from '../../time/instant.ts'
import type { RolloutPhase, RolloutProgress } from '../state/change.ts'
import { rulesAt } from './rolling.ts'

export { type Standing, standingOf } from '../../judge/standing.ts'

/**
 * Gates watch the stage's hold, guards and tests the whole rollout until it adopts: from then on there is no canary to
 * watch.
 */
export function watchedFrom(rule: Rule, progress: RolloutProgress): Instant | null {
  const { phase, guardsFrom } = progress
  if (rule.kind === 'guard' || isTest(rule.bound)) return phase.phase === 'adopting' ? null : guardsFrom
  return phase.phase === 'holding' ? phase.from : null
}

/**
 * `listeningSince`: when this server took over; what was said while none was there is not silence, for it is read
 * afterwards.
 */
export function standings(
  step: RolloutStep,
  progress: RolloutProgress,
  judged: readonly Judged[],
  now: Instant,
  listeningSince: Instant,
): readonly Standing[] {
  return rulesAt(step, progress.stage).flatMap((rule) => {
    const from = watchedFrom(rule, progress)
    return from === null
      ? []
      : step.targets.map((target) => standingOf(step.id, rule, target, from, judged, now, listeningSince))
  })
}

/** What a hold listens to: a rule whose silence the plan ignores lengthens nothing. */
type Heard = { readonly rule: Pick<Rule, 'noData'>; readonly judged: Pick<Judged, 'gaps'> | null }

/**
 * When the stage's clock will have run out and it will have been seen, by every rule, for as long as it holds: what
 * was not seen is seen later instead. What was seen during a pause counts. Null while the clock stands still.
 */
export function holdEnd(phase: RolloutPhase, holdMs: Millis, all: readonly Heard[]): Instant | null {
  if (phase.phase !== 'holding' || phase.resumedAt === null) return null
  const { from, resumedAt, heldMs } = phase
  return Math.max(resumedAt + Math.max(0, holdMs - heldMs), from + holdMs + unseenSince(from, all))
}

/** How much of a hold that began then was not seen, by the rule that saw least. */
export function unseenSince(from: Instant, all: readonly Heard[]): Millis {
  const unseen = all.map(({ rule, judged }) =>
    rule.noData.then === 'ignore' ? 0 : unseenMs(judged?.gaps ?? [], from, Number.POSITIVE_INFINITY),
  )
  return Math.max(0, ...unseen)
}

/** Everything up to then was seen by every rule that the plan listens to. */
export function everyWatermarkReached(all: readonly Standing[], until: Instant): boolean {
  return all.every(
    ({ rule, judged }) => rule.noData.then === 'ignore' || (judged !== null && judged.watermark >= until),
  )
}
