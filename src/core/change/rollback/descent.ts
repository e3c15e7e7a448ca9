import type { RolloutStep, Runbook } from '../../runbook/runbook.ts'
import type { BasisPoints } from '../../traffic/desired.ts'
import type { Run } from '../state/change.ts'
import { isLeftOpen } from './adopted.ts'

/** The rollout whose canary has traffic at the moment, if any; one that adopts has none any more. */
export function openRolloutOf(run: Run, runbook: Runbook): { step: RolloutStep; weight: BasisPoints } | null {
  for (const step of runbook.steps) {
    if (step.kind !== 'rollout') continue
    const progress = run.steps[step.id]
    if (isLeftOpen(step, run, runbook)) return { step, weight: step.stages.at(-1)?.weight ?? 0 }
    if (progress?.status !== 'rolling' || progress.rollout.phase.phase === 'adopting') continue
    return { step, weight: step.stages[progress.rollout.stage]?.weight ?? 0 }
  }
  return null
}

/** A gradual rollback goes down through the weights it came up by; null when the next thing to do is to close. */
export function lowerWeight(run: Run, runbook: Runbook, from: BasisPoints | null): BasisPoints | null {
  const open = openRolloutOf(run, runbook)
  if (open === null) return null
  const below = open.step.stages
    .map((stage) => stage.weight)
    .filter((weight) => weight < (from ?? open.weight) && weight > 0)
  return below.length === 0 ? null : Math.max(...below)
}
