import type { Phase, Runbook, Step } from '../../runbook/runbook.ts'

/**
 * The phases that have to end before T. One in turn belongs to where the phase before it stands; the first one of a
 * plan stands at T.
 */
export function phasesBefore({ phases = [] }: Pick<Runbook, 'phases'>): readonly Phase[] {
  let before = false
  return phases.filter(({ start }) => {
    if (start.start === 'scheduled') before = true
    if (start.start === 'at') before = start.offsetMs < 0
    return before
  })
}

/** The phase that a step belongs to; undefined in a runbook without phases. */
export const phaseOf = (step: string, { phases }: Pick<Runbook, 'phases'>): Phase | undefined =>
  phases?.find(({ steps }) => steps.includes(step))

/** Such a step has to wait for T: until then no target is claimed. A flag is not part of a target's traffic. */
export function touchesTarget(step: Step): boolean {
  switch (step.kind) {
    case 'rollout':
    case 'adopt':
    case 'mode':
    case 'bake':
      return true
    case 'capture':
    case 'checklist':
    case 'approve':
      return false
    case 'effect':
      return step.act.act === 'deploy' || step.act.act === 'undeploy'
  }
}
