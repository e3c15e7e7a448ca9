import type { ApproveStep, EffectStep, ModeStep } from '../../runbook/runbook.ts'
import type { EventBody } from '../events/event.ts'
import type { Run } from '../state/change.ts'
import { rollbackStarted } from './rollback-started.ts'

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
