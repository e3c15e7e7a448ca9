import type { Fault } from '../../document/finding.ts'
import { type Arranged, planTargets } from '../compile/arrange.ts'
import type { Plan } from '../schema/plan.ts'
import { notInThisVersion } from './not-yet.ts'

/** Signals are measured on targets: a guard of a plan without any would watch nothing. */
export function checkGuards({ guards = [] }: Plan, steps: readonly Arranged[]): readonly Fault[] {
  return guards.length === 0 || planTargets(steps).length > 0
    ? []
    : [
        notInThisVersion(
          ['guards'],
          'a guard of a plan that names no target',
          'name the targets that are watched, in a rollout, a deploy or a bake',
        ),
      ]
}
