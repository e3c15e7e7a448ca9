import type { AdoptStep } from '../../runbook/runbook.ts'
import type { Instant } from '../../time/instant.ts'
import type { EventBody } from '../events/event.ts'
import { lastWord } from '../rollout/last-word.ts'
import { ACKNOWLEDGED_WITHIN_MS, adopted, sidesBefore } from '../rollout/move.ts'
import { guardStandings } from '../rollout/plan-guards.ts'
import { silenceIsOver } from '../rollout/silence.ts'
import { everyWatermarkReached } from '../rollout/standing.ts'
import type { StepProgress } from '../state/change.ts'
import type { StepTurn } from './step-turn.ts'

/** The canary that rollouts have left at its last weight becomes stable, on all targets together. */
export type Adopting = Extract<StepProgress, { status: 'adopting' }>

/** Nothing is adopted while a guard of the plan sees nothing on its targets, or nothing new since a restart. */
export function beginAdopt(
  step: AdoptStep,
  { run, runbook, now, seen }: Pick<StepTurn, 'run' | 'runbook' | 'now' | 'seen'>,
): readonly EventBody[] {
  const guards = guardStandings(runbook, run, seen.judged, now, seen.takeover, step.targets)
  const missing = run.guards?.missing ?? {}
  if (!silenceIsOver({ missing }, guards) || !everyWatermarkReached(guards, seen.takeover)) return []
  return lastWord(step, run) ?? [{ type: 'adopting', step: step.id, was: sidesBefore(step.targets, seen) }]
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
