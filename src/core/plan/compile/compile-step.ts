import type { EffectStep, Step, Undo } from '../../runbook/runbook.ts'
import type { Millis } from '../../time/instant.ts'
import { actionOf } from '../step/action.ts'
import type { Setting } from '../step/effect-kind.ts'
import { kindOf, type PlanEffect } from '../step/effect-kinds.ts'
import { isWaiting } from '../step/waiting-kinds.ts'
import { type Arranged, isRollout } from './arrange.ts'
import { compileRollout } from './compile-rollout.ts'
import { compileUndo } from './compile-undo.ts'
import { compileWaiting } from './compile-waiting.ts'
import type { Whole } from './whole.ts'

/** Defaults that the schema's descriptions promise. */
const BACKOFF: Millis = 10_000

export function compileStep({ id, item, after, phase }: Arranged, whole: Whole): Step {
  if (isRollout(item)) return compileRollout({ id, after, phase }, item, whole)
  return isWaiting(item)
    ? compileWaiting({ id, after, phase }, item, whole)
    : compileEffect(id, item, after, whole.setting)
}

function compileEffect(id: string, item: PlanEffect, after: readonly string[], setting: Setting): EffectStep {
  const kind = kindOf(item)
  return {
    kind: 'effect',
    id,
    title: item.title ?? kind.title(item, setting),
    after,
    act: kind.act(item, setting),
    timeLimitMs: item.timeLimit ?? kind.limitMs(item, setting),
    attempts: item.retry?.attempts ?? 1,
    backoffMs: setting.pace(item.retry?.backoff ?? BACKOFF),
    unknown: unknownOf(item),
    onFailure: item.onFailure ?? 'rollback',
    undo: undoOf(item, setting),
    pointOfNoReturn: item.pointOfNoReturn ?? false,
  }
}

function undoOf(item: PlanEffect, setting: Setting): Undo {
  if (item.undo !== undefined) return compileUndo(item.undo, setting)
  const undo = kindOf(item).undo(item, setting)
  if (undo === null) throw new Error(`a step without an undo passed the check: ${Object.keys(item)}`)
  return undo
}

function unknownOf(item: PlanEffect): EffectStep['unknown'] {
  const { unknown } = item
  if (unknown === undefined) return { ask: kindOf(item).unknown }
  if (typeof unknown === 'string') return { ask: unknown }
  const check =
    typeof unknown.check === 'string'
      ? actionOf(unknown.check)
      : actionOf(unknown.check.action, unknown.check.with)
  return { ask: 'check', check }
}
