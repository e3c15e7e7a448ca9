import type { BackStep } from '../../runbook/way-down.ts'
import type { Instant } from '../../time/instant.ts'
import type { EventBody } from '../events/event.ts'
import { backItem, type EffectAnswer } from '../outside/observations.ts'
import type { BackStepProgress, Rollback, RollingBack } from '../state/change.ts'
import { resolveAct } from '../state/resolve-act.ts'

/**
 * The plan's own steps of a rollback, in its order, one at a time: each is told what the one before it left, and goes
 * on whatever became of that. Null once each has ended.
 */
export function nextBackStep({ back, run, runbook }: RollingBack, now: Instant): readonly EventBody[] | null {
  // Before T there is nothing that they would tidy up: no target was touched.
  if (back.traffic.traffic === 'untouched') return null
  const next = runbook.wayDown?.steps.find(({ id }) => !isOver(back.steps?.[id]))
  if (next === undefined) return null
  const progress = back.steps?.[next.id]
  if (progress?.status === 'running') return []
  if (progress?.status === 'retrying' && now < progress.retryAt) return []
  const attempt = progress?.status === 'retrying' ? progress.attempt + 1 : 1
  const resolved = resolveAct(next.act, run)
  return 'unknown' in resolved
    ? [{ type: 'back-step-failed', step: next.id, attempt, reason: resolved.unknown, final: true }]
    : [{ type: 'back-step-started', step: next.id, attempt, act: resolved.act }]
}

/** Those that failed or were skipped, in the plan's order. */
export function backStepsLeft(back: Rollback): readonly string[] {
  return Object.entries(back.steps ?? {})
    .filter(([, { status }]) => status === 'failed' || status === 'skipped')
    .map(([id]) => id)
}

/** When the next attempt is due; null when none is waited for. */
export function backRetryAt({ back }: RollingBack): Instant | null {
  const next = Object.values(back.steps ?? {}).find((step) => !isOver(step))
  return next?.status === 'retrying' ? next.retryAt : null
}

/** The answer to a step: an outcome that nobody knows is a failure, and another attempt is safe. */
export function hearBackStep(
  { back, runbook }: RollingBack,
  { ref, ...outcome }: EffectAnswer,
  now: Instant,
): readonly EventBody[] {
  const step = backStepOf(runbook.wayDown?.steps ?? [], ref.item)
  const progress = step === undefined ? undefined : back.steps?.[step.id]
  if (step === undefined || progress?.status !== 'running' || progress.attempt !== ref.attempt) return []
  if (outcome.outcome === 'done')
    return [{ type: 'back-step-done', step: step.id, evidence: outcome.evidence }]
  const reason = outcome.outcome === 'stopped' ? 'it was stopped' : outcome.reason
  const failed = { type: 'back-step-failed', step: step.id, attempt: ref.attempt, reason } as const
  if (ref.attempt >= step.attempts) return [{ ...failed, final: true }]
  const { backoffMs } = step
  return [{ ...failed, final: false, ...(backoffMs === undefined ? {} : { retryAt: now + backoffMs }) }]
}

/** By the name that its effect has. */
export function backStepOf(steps: readonly BackStep[], item: string): BackStep | undefined {
  return steps.find(({ id }) => backItem(id) === item)
}

function isOver(progress: BackStepProgress | undefined): boolean {
  return progress?.status === 'done' || progress?.status === 'failed' || progress?.status === 'skipped'
}
