import type { Gate } from '../../judge/rule.ts'
import { countingRule } from '../../runbook/drill.ts'
import type { Runbook } from '../../runbook/runbook.ts'
import type { Instant } from '../../time/instant.ts'
import type { Slot } from '../../traffic/desired.ts'
import type { Change } from '../state/change.ts'

/** Requests of a drill are counted by the judge, as whatever else is measured: one watch for each side of a target. */
export type DrillWatch = {
  readonly key: string
  readonly step: string
  readonly rule: Gate
  readonly target: string
  readonly slot: Slot
  readonly from: Instant
}

/** True of a change that went back by its drill and whose requests are still being counted. */
export function isCounting(change: Change): boolean {
  if (change.status !== 'rolled-back' && change.status !== 'failed') return false
  return change.back.cause.cause === 'drill' && change.beside?.drill === undefined
}

/** From the moment at which the canary has its traffic until what was counted reaches the end of the rollback. */
export function drillWatches(change: Change): readonly DrillWatch[] {
  const from = countedFrom(change)
  const { drill } = change.runbook
  if (drill === undefined || from === null) return []
  const rule = countingRule(drill.requests)
  return drilledTargets(change.runbook).flatMap((target) =>
    SLOTS.map((slot) => {
      const step = drillStep(slot)
      return { key: `${step}/${rule.id}@${target}`, step, rule, target, slot, from }
    }),
  )
}

export const SLOTS: readonly Slot[] = ['canary', 'stable']

/** Stands for a step in what the judge says. */
export const drillStep = (slot: Slot): string => `drill:${slot}`

/** Those that its rollout moves. */
export function drilledTargets({ steps, drill }: Pick<Runbook, 'steps' | 'drill'>): readonly string[] {
  const step = steps.find(({ id }) => id === drill?.rollout)
  return step?.kind === 'rollout' ? step.targets : []
}

function countedFrom(change: Change): Instant | null {
  switch (change.status) {
    case 'running':
    case 'paused':
      return heldFrom(change)
    case 'rolling-back':
      return change.back.cause.cause === 'drill' ? change.back.cause.from : null
    case 'rolled-back':
    case 'failed':
      return isCounting(change) && change.back.cause.cause === 'drill' ? change.back.cause.from : null
    case 'draft':
    case 'requested':
    case 'scheduled':
    case 'preparing':
    case 'succeeded':
    case 'cancelled':
    case 'expired':
    case 'missed':
      return null
  }
}

/** Since when every proxy has the weight of the drill; null before. */
export function heldFrom({ run, runbook }: Pick<Extract<Change, { status: 'running' }>, 'run' | 'runbook'>) {
  const progress = run.steps[runbook.drill?.rollout ?? '']
  if (progress?.status !== 'rolling' || progress.rollout.phase.phase !== 'holding') return null
  return progress.rollout.phase.from
}
