import { unseenMs } from '../../judge/gap.ts'
import type { Rule } from '../../judge/rule.ts'
import type { Judged, Verdict } from '../../judge/verdict.ts'
import type { RolloutStep } from '../../runbook/runbook.ts'
import type { Instant, Millis } from '../../time/instant.ts'
import type { RolloutPhase, RolloutProgress } from '../state/change.ts'

/** What is known at this moment of one rule on one target. */
export type Standing = {
  readonly rule: Rule
  readonly target: string
  /** Where the watch that counts began; a verdict of an earlier watch is none. */
  readonly from: Instant
  readonly judged: Judged | null
  readonly verdict: Verdict
  /** Since when nothing was heard; null while there is evidence. */
  readonly silentSince: Instant | null
}

/** Gates watch the stage's hold, guards the whole rollout until it adopts: from then on there is no canary to watch. */
export function watchedFrom(rule: Rule, progress: RolloutProgress): Instant | null {
  const { phase, guardsFrom } = progress
  if (rule.kind === 'guard') return phase.phase === 'adopting' ? null : guardsFrom
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
  return [...step.gates, ...step.guards].flatMap((rule) => {
    const from = watchedFrom(rule, progress)
    return from === null
      ? []
      : step.targets.map((target) => standingOf(step.id, rule, target, from, judged, now, listeningSince))
  })
}

export function standingOf(
  step: string,
  rule: Rule,
  target: string,
  from: Instant,
  all: readonly Judged[],
  now: Instant,
  listeningSince: Instant,
): Standing {
  const judged =
    all.find((j) => j.step === step && j.rule === rule.id && j.target === target && j.from === from) ?? null
  const silentSince = silence(rule, judged, from, now, listeningSince)
  return {
    rule,
    target,
    from,
    judged,
    silentSince,
    verdict: silentSince === null ? (judged?.verdict ?? 'inconclusive') : 'no-data',
  }
}

/** Before the first word of an observer: as long as three scrapes of a slow source. */
const FIRST_WORD_MS: Millis = 45_000
/** Collecting and judging take a moment of their own. */
const SLACK_MS: Millis = 2_000

/**
 * Three missed intervals are no data, beyond what the source is always behind, so a dead observer holds; so are
 * requests that stay away. A tripped guard is never unheard.
 */
function silence(
  rule: Rule,
  judged: Judged | null,
  from: Instant,
  now: Instant,
  listeningSince: Instant,
): Instant | null {
  const heard = Math.max(judged?.watermark ?? from, listeningSince)
  if (judged === null) return now - heard > FIRST_WORD_MS ? heard : null
  if (rule.kind === 'guard' && judged.verdict === 'worse') return null
  const patience = (judged.lagMs ?? 0) + 3 * judged.intervalMs + SLACK_MS
  if (now - heard > patience) return heard
  return judged.verdict === 'no-data' && judged.watermark - judged.measuredUntil > patience
    ? judged.measuredUntil
    : null
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
