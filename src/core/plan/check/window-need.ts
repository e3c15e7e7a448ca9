import type { Pace } from '../../runbook/pace.ts'
import type { Millis } from '../../time/instant.ts'
import { isParallel, isSequence } from '../compile/arrange.ts'
import { placesOfPhases, startsOf } from '../phase/phase-order.ts'
import type { Plan } from '../schema/plan.ts'
import type { PlanItem } from '../schema/step.ts'

/** How long things take: a stage or a bake as long as it is held, an offset at the pace of the change. */
export type Measure = {
  readonly held: (ms: Millis) => Millis
  readonly pace: Pace
  /** Whether a phase takes at least its budget. */
  readonly budgets?: boolean
}

/** From T until the last hold or bake has ended, if nothing else took any time. */
export function windowNeed({ steps = [], phases = [] }: Plan, { held, pace, budgets }: Measure): Millis {
  const alone = heldFor(steps, held)
  const starts = startsOf(phases)
  const places = placesOfPhases(starts)
  let previous = 0
  const ends = phases.map(({ phase, steps: own }, i) => {
    if (places[i]?.beforeT === true) return 0
    const start = starts[i]
    const from = start?.start === 'at' ? pace(start.offsetMs) : previous
    const budget = budgets === true ? pace(phase.budget ?? 0) : 0
    previous = from + Math.max(heldFor(own, held), budget)
    return previous
  })
  return Math.max(alone, ...ends)
}

/** The longest way through the holds: sequences add up, groups take as long as their slowest part. */
export function heldFor(item: PlanItem, held: Measure['held']): Millis {
  if (isSequence(item)) return item.reduce((sum, one) => sum + heldFor(one, held), 0)
  if (item.when === false) return 0
  if (isParallel(item)) return Math.max(0, ...item.parallel.map((one) => heldFor(one, held)))
  if ('bake' in item) return held(item.bake.for)
  if (!('rollout' in item)) return 0
  return item.rollout.stages.reduce((sum, { hold, when }) => sum + (when === false ? 0 : held(hold)), 0)
}
