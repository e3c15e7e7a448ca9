import type { RolloutStep, Runbook } from '../../runbook/runbook.ts'
import type { Run } from '../state/change.ts'

/** From the moment at which the swap was ordered: proxies may have it already, and it is not taken back. */
export function hasAdopted({ id, adopt }: RolloutStep, run: Run): boolean {
  const progress = run.steps[id]
  if (progress?.status === 'rolling') return progress.rollout.phase.phase === 'adopting'
  return adopt && progress?.status === 'done'
}

/** The targets on which everyone has what was the canary, whatever becomes of the change. */
export function adoptedTargets(run: Run, { steps }: Pick<Runbook, 'steps'>): readonly string[] {
  const adopted = steps.flatMap((step) =>
    step.kind === 'rollout' && hasAdopted(step, run) ? step.targets : [],
  )
  return [...new Set(adopted)]
}
