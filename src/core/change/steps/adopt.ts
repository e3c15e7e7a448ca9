import type { AdoptStep } from '../../runbook/runbook.ts'
import type { Instant } from '../../time/instant.ts'
import type { EventBody } from '../events/event.ts'
import { ACKNOWLEDGED_WITHIN_MS, adopted, sidesBefore } from '../rollout/move.ts'
import type { StepProgress } from '../state/change.ts'
import type { StepTurn } from './step-turn.ts'

/** The canary that rollouts have left at its last weight becomes stable, on all targets together. */
export type Adopting = Extract<StepProgress, { status: 'adopting' }>

export function beginAdopt(step: AdoptStep, { seen }: Pick<StepTurn, 'seen'>): readonly EventBody[] {
  return [{ type: 'adopting', step: step.id, was: sidesBefore(step.targets, seen) }]
}

/** A pause does not hold it up: the swap was ordered, and proxies may have it already. */
export function advanceAdopt(
  step: AdoptStep,
  progress: Adopting,
  { now, seen }: Pick<StepTurn, 'now' | 'seen'>,
): readonly EventBody[] {
  return adopted({ step, now, seen }, progress)
}

export const deadlinesOfAdopt = ({ since }: Adopting): readonly Instant[] => [since + ACKNOWLEDGED_WITHIN_MS]
