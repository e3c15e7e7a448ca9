import type { RolloutStep, Runbook } from '../../runbook/runbook.ts'
import { otherSide } from '../../traffic/desired.ts'
import type { EventBody } from '../events/event.ts'
import { afterFailure } from '../rollback/after-failure.ts'
import { deployedBy, firstFailed, type Turn } from './sides.ts'

/** Sides that something else has deployed, and that a rollout of this change leads users to. */

/** The targets of a rollout to which no step of the plan deploys. */
export const ledTargets = (
  { targets }: Pick<RolloutStep, 'targets'>,
  { steps }: Pick<Runbook, 'steps'>,
): readonly string[] => targets.filter((target) => !steps.some((step) => deployedBy(step) === target))

/**
 * Where a rollout may begin, it first has such sides asked, and takes weight once they have started and are ready. One
 * whose earlier rollout is over is asked anew.
 */
export function askLed(
  step: RolloutStep,
  { run, runbook, seen }: Pick<Turn, 'run' | 'runbook' | 'seen'>,
): readonly EventBody[] {
  if (runbook.probes === undefined) return []
  return ledTargets(step, runbook).flatMap((target): readonly EventBody[] => {
    const known = run.probing?.[target]
    if (known !== undefined && known.ended !== true) return []
    const stable = seen.traffic[target]?.desired.stable ?? 'blue'
    return [{ type: 'probing-started', target, side: otherSide(stable) }]
  })
}

/** What does not start fails the rollout that waits for it, as it would fail a deploy; nobody was ever sent there. */
export function ledFailed({ run, runbook, paused }: Turn): readonly EventBody[] {
  for (const step of runbook.steps) {
    if (step.kind !== 'rollout' || run.steps[step.id]?.status !== 'waiting') continue
    const led = ledTargets(step, runbook)
    const failed = firstFailed(run, runbook, ({ kind }, target) => kind === 'startup' && led.includes(target))
    if (failed !== null)
      return afterFailure({ id: step.id, onFailure: 'rollback' }, 1, failed.because, run, paused)
  }
  return []
}
