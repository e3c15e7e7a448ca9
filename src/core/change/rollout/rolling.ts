import { comparesWithStable, type Gate, type Rule } from '../../judge/rule.ts'
import type { RolloutStep, Runbook } from '../../runbook/runbook.ts'
import type { Instant } from '../../time/instant.ts'
import { FULL } from '../../traffic/desired.ts'
import type { Observations } from '../outside/observations.ts'
import type { RolloutProgress, Run } from '../state/change.ts'

/** Everything that a turn of a rollout is decided from. */
export type Rolling = {
  readonly step: RolloutStep
  readonly progress: RolloutProgress
  readonly run: Run
  readonly runbook: Runbook
  readonly now: Instant
  readonly seen: Observations
  /** Paused: guards still act, nothing advances. */
  readonly paused: boolean
  /** Past the window's end no weight is raised. */
  readonly overrun: boolean
}

export function stageOf(step: RolloutStep, stage: number): RolloutStep['stages'][number] {
  const found = step.stages[stage]
  if (found === undefined) throw new Error(`rollout ${step.id} has no stage ${stage}`)
  return found
}

/**
 * What has to hold at a stage: the rollout's gates, and the stage's own. A last stage of no time, which lasts until an
 * adopt step comes, has nothing to measure.
 */
export function gatesOf(step: RolloutStep, stage: number): readonly Gate[] {
  const { holdMs, gates = [] } = stageOf(step, stage)
  if (holdMs === 0 && step.adoptLater === true && step.stages[stage + 1] === undefined) return []
  return [...step.gates, ...gates]
}

/** What watches a stage; where everyone has the canary, what compares it with stable rests. */
export function rulesAt(step: RolloutStep, stage: number): readonly Rule[] {
  const rules = [...gatesOf(step, stage), ...step.guards]
  return stageOf(step, stage).weight < FULL ? rules : rules.filter((rule) => !comparesWithStable(rule))
}
