import type { RolloutStep, Runbook } from '../../runbook/runbook.ts'
import type { Run, StepProgress } from '../state/change.ts'

type Steps = Pick<Runbook, 'steps'>

/** From the moment at which the swap was ordered: proxies may have it already, and it is not taken back. */
export function hasAdopted(step: RolloutStep, run: Run, runbook: Steps): boolean {
  if (step.adoptLater === true) return hasSwapped(run.steps[adoptStepOf(step, runbook)?.id ?? ''])
  const progress = run.steps[step.id]
  if (progress?.status === 'rolling') return progress.rollout.phase.phase === 'adopting'
  return step.adopt && progress?.status === 'done'
}

/** The step that adopts what this rollout leaves; null of one that adopts by itself, or never. */
export function adoptStepOf({ id, adoptLater }: RolloutStep, { steps }: Steps) {
  if (adoptLater !== true) return null
  return steps.find((step) => step.kind === 'adopt' && step.rollouts.includes(id)) ?? null
}

/** Of an adopt step. */
export const hasSwapped = (progress: StepProgress | undefined): boolean =>
  progress?.status === 'adopting' || progress?.status === 'done'

/** Every stage has passed, and an adopt step has yet to take what it left. */
export function isLeftOpen(step: RolloutStep, run: Run, runbook: Steps): boolean {
  return step.adoptLater === true && run.steps[step.id]?.status === 'done' && !hasAdopted(step, run, runbook)
}

/** The targets on which everyone has what was the canary, whatever becomes of the change. */
export function adoptedTargets(run: Run, runbook: Steps): readonly string[] {
  const adopted = runbook.steps.flatMap((step) =>
    step.kind === 'rollout' && hasAdopted(step, run, runbook) ? step.targets : [],
  )
  return [...new Set(adopted)]
}
