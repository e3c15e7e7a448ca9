import type { AdoptStep } from '../../runbook/waiting-steps.ts'
import type { PlanAdopt } from '../step/adopt.ts'
import { type Arranged, isRollout } from './arrange.ts'
import type { Whole } from './whole.ts'

export function compileAdopt(
  { id, after }: Pick<Arranged, 'id' | 'after'>,
  { adopt, title }: PlanAdopt,
  { steps }: Pick<Whole, 'steps'>,
): AdoptStep {
  return {
    kind: 'adopt',
    id,
    title: title ?? `Adopt ${adopt.join(', ')}`,
    after,
    targets: [...adopt].sort(),
    rollouts: adoptedBy(adopt, steps).map((rollout) => rollout.id),
  }
}

/** The rollouts with `adopt: later` of which it names a target. */
export function adoptedBy(adopt: readonly string[], steps: readonly Arranged[]): readonly Arranged[] {
  return steps.filter(
    ({ item }) =>
      isRollout(item) &&
      item.rollout.adopt === 'later' &&
      item.rollout.targets.some((target) => adopt.includes(target)),
  )
}
