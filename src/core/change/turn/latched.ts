import type { Runbook, Step } from '../../runbook/runbook.ts'
import { isLatched } from '../../traffic/desired.ts'
import type { Observations } from '../outside/observations.ts'

/**
 * The first target that somebody closed for good: a kill, this change's or another's, or `kill --direct`. It closes the
 * canary, so it does not concern what is switched between read-only and normal alone.
 */
export function latchedTarget(runbook: Runbook, seen: Pick<Observations, 'traffic'>): string | undefined {
  return runbook.targets.find((target) => {
    const split = seen.traffic[target]?.desired.split
    return split !== undefined && isLatched(split) && !isForModesAlone(target, runbook)
  })
}

function isForModesAlone(target: string, { steps }: Runbook): boolean {
  const touching = steps.filter((step) => targetsOf(step).includes(target))
  return touching.length > 0 && touching.every(({ kind }) => kind === 'mode')
}

function targetsOf(step: Step): readonly string[] {
  switch (step.kind) {
    case 'rollout':
    case 'capture':
    case 'bake':
    case 'adopt':
    case 'mode':
      return step.targets
    case 'checklist':
    case 'approve':
      return []
    case 'effect':
      if ('targets' in step.act) return step.act.targets
      return 'target' in step.act ? [step.act.target] : []
  }
}
