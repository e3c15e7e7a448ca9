import type { StepId } from '../../runbook/runbook.ts'
import { type PhasePlace, placesOfPhases, startsOf } from '../phase/phase-order.ts'
import type { Plan } from '../schema/plan.ts'
import { type Arranged, ancestors } from './arrange.ts'

/** What is surely done before what, over phases as well. */
export type Order = {
  /** Whether a step has surely ended when another one begins. */
  isBehind(step: Arranged, other: StepId): boolean
  /** Where the phase of a step stands in time; null in a plan of `steps` alone. */
  placeOf(step: Pick<Arranged, 'phase'>): PhasePlace | null
}

export function orderOf({ phases = [] }: Pick<Plan, 'phases'>, steps: readonly Arranged[]): Order {
  const isWithin = ancestors(steps)
  const places = placesOfPhases(startsOf(phases))
  const nth = new Map(phases.map(({ phase }, i) => [phase.name, i]))
  const phaseOf = new Map(steps.map(({ id, phase }) => [id, phase]))
  const placeOf = ({ phase }: Pick<Arranged, 'phase'>): PhasePlace | null =>
    phase === null ? null : (places[nth.get(phase) ?? -1] ?? null)
  return {
    placeOf,
    isBehind(step, other) {
      if (isWithin(other, step.id)) return true
      const phase = phaseOf.get(other)
      return phase != null && placeOf(step)?.behind.has(nth.get(phase) ?? -1) === true
    },
  }
}
