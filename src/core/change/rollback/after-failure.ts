import type { ApproveStep, EffectStep, ModeStep } from '../../runbook/runbook.ts'
import type { Instant } from '../../time/instant.ts'
import type { EventBody } from '../events/event.ts'
import type { Run } from '../state/change.ts'
import { rollbackStarted } from './rollback-started.ts'

/** A known failure makes a new attempt while there is one left; then the step's `onFailure` decides. */
export function didNotHappen(
  step: EffectStep,
  attempt: number,
  reason: string,
  { run, now, paused }: { readonly run: Run; readonly now: Instant; readonly paused: boolean },
): readonly EventBody[] {
  if (attempt < step.attempts) return [attemptFailed(step, attempt, reason, now + step.backoffMs)]
  return afterFailure(step, attempt, reason, run, paused)
}

export function attemptFailed(
  step: EffectStep,
  attempt: number,
  reason: string,
  retryAt: Instant,
): EventBody {
  return { type: 'step-failed', step: step.id, attempt, reason, retryAt, goOn: false }
}

/** A step has failed for good: what the plan said should happen then. */
export function afterFailure(
  step: Pick<EffectStep | ApproveStep | ModeStep, 'id' | 'onFailure'>,
  attempt: number,
  reason: string,
  run: Run,
  paused: boolean,
): readonly EventBody[] {
  const over: EventBody = {
    type: 'step-failed',
    step: step.id,
    attempt,
    reason,
    retryAt: null,
    goOn: step.onFailure === 'continue',
  }
  switch (step.onFailure) {
    case 'continue':
      return [over]
    case 'pause':
      return paused ? [over] : [over, { type: 'paused', because: `step ${step.id} failed: ${reason}` }]
    case 'rollback':
      return [
        over,
        rollbackStarted(run, { cause: 'step', step: step.id, reason }, { gradual: false, latch: false }),
      ]
  }
}

/** A step that failed and that a person has to see to stands in the way. */
export const failedSteps = ({ steps }: Run): readonly string[] =>
  Object.entries(steps).flatMap(([id, step]) => (step.status === 'failed' && !step.goOn ? [id] : []))

export const hasFailed = (run: Run): boolean => failedSteps(run).length > 0
