import type { Brought } from '../../traffic/brought.ts'
import { otherSide, type Side } from '../../traffic/desired.ts'
import { type Change, isTerminal, runOf } from '../state/change.ts'
import { adoptionsOf } from './adoption.ts'
import { deployedBy } from './deployed.ts'

/**
 * Of each target that it deploys to, or whose traffic it moves. `stable`: by target; one that is left out is not known.
 */
export function broughtBy(change: Change, stable: Readonly<Record<string, Side>>): readonly Brought[] {
  return targetsOf(change).map((target) => onTarget(change, target, stable[target]))
}

/** In the order in which its plan names them. */
function targetsOf({ runbook: { steps } }: Change): readonly string[] {
  const named = steps.flatMap((step) => {
    if (step.kind === 'rollout') return step.targets
    return step.kind === 'effect' && step.act.act === 'deploy' ? [step.act.target] : []
  })
  return [...new Set(named)]
}

function onTarget(change: Change, target: string, stable: Side | undefined): Brought {
  const planned = change.runbook.version === '' ? null : change.runbook.version
  const nowhere = (is: 'to-come' | 'going' | 'over'): Brought => ({ target, version: planned, is })
  if (isTerminal(change)) return nowhere('over')
  if (change.status === 'rolling-back') return nowhere('going')
  if (change.status !== 'running' && change.status !== 'paused') return nowhere('to-come')
  const { beside, stable: everybody } = deployedBy([change], target)
  if (beside.step !== null)
    return beside.version === null || stable === undefined
      ? nowhere('to-come')
      : { target, version: beside.version, is: 'there', side: otherSide(stable) }
  const adoption = adoptionsOf(change).get(target)
  if (adoption !== undefined)
    return { target, version: everybody.version ?? planned, is: 'adopted', side: otherSide(adoption.was) }
  return stable !== undefined && hasBegun(change, target)
    ? { target, version: planned, is: 'there', side: otherSide(stable) }
    : nowhere('to-come')
}

/** A rollout to a side that something else has deployed. */
const hasBegun = (change: Change, target: string): boolean =>
  change.runbook.steps.some((step) => {
    const progress = runOf(change)?.steps[step.id]
    return (
      step.kind === 'rollout' &&
      step.targets.includes(target) &&
      (progress?.status === 'rolling' || progress?.status === 'done')
    )
  })
