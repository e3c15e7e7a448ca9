import type { RolloutStep, Runbook } from '../../runbook/runbook.ts'
import type { Millis } from '../../time/instant.ts'
import type { BasisPoints } from '../../traffic/desired.ts'
import type { Run } from '../state/change.ts'
import { isLeftOpen } from './adopted.ts'

/** A rollout whose canary has traffic at the moment; one that adopts has none any more. */
export type OpenRollout = { readonly step: RolloutStep; readonly weight: BasisPoints }

export function openRollouts(run: Run, runbook: Runbook): readonly OpenRollout[] {
  return runbook.steps.flatMap((step) => {
    if (step.kind !== 'rollout') return []
    if (isLeftOpen(step, run, runbook)) return [{ step, weight: step.stages.at(-1)?.weight ?? 0 }]
    const progress = run.steps[step.id]
    if (progress?.status !== 'rolling' || progress.rollout.phase.phase === 'adopting') return []
    return [{ step, weight: step.stages[progress.rollout.stage]?.weight ?? 0 }]
  })
}

/**
 * The next weight of a gradual rollback: of the plan's entries, or of the stages that it came up by; null when the next
 * thing to do is to close.
 */
export function lowerWeight(run: Run, runbook: Runbook, from: BasisPoints | null): BasisPoints | null {
  const open = openRollouts(run, runbook)
  const present = from ?? Math.max(0, ...open.map(({ weight }) => weight))
  const below = waysDown(open, runbook).filter(({ weight }) => weight < present)
  return below.length === 0 ? null : Math.max(...below.map(({ weight }) => weight))
}

/** How long it stays at a weight on its way down. */
export function descentHold(run: Run, runbook: Runbook, at: BasisPoints): Millis {
  const holds = waysDown(openRollouts(run, runbook), runbook)
    .filter(({ weight }) => weight === at)
    .map(({ holdMs }) => holdMs)
  return Math.max(0, ...holds)
}

/** Those that are above a weight, and have to come down to it. */
export function targetsAbove(run: Run, runbook: Runbook, weight: BasisPoints): readonly string[] {
  const above = openRollouts(run, runbook).filter((open) => open.weight > weight)
  return [...new Set(above.flatMap(({ step }) => step.targets))]
}

/** An entry of weight 0 that is not held is the closing that comes anyway. */
function waysDown(open: readonly OpenRollout[], { wayDown }: Runbook) {
  const gradual = wayDown?.gradual
  if (gradual !== undefined)
    return open.length === 0 ? [] : gradual.filter(({ weight, holdMs }) => weight > 0 || holdMs > 0)
  return open.flatMap(({ step }) =>
    step.stages.flatMap(({ weight }) => (weight > 0 ? [{ weight, holdMs: step.descendHoldMs }] : [])),
  )
}
