import { own } from '../../document/tree.ts'
import type { EffectStep, RolloutStep, Step, Undo } from '../../runbook/runbook.ts'
import type { Millis } from '../../time/instant.ts'
import { spread } from '../rule/spread.ts'
import { actionOf } from '../step/action.ts'
import type { PlanUndo } from '../step/effect-keys.ts'
import type { Setting } from '../step/effect-kind.ts'
import { kindOf, type PlanEffect } from '../step/effect-kinds.ts'
import type { PlanRollout } from '../step/rollout.ts'
import { UNDO_ATTEMPTS, UNDO_LIMIT_MS } from '../step/undo-defaults.ts'
import { isWaiting, waitingKindOf } from '../step/waiting-kinds.ts'
import { type Arranged, isRollout, uniqueNames } from './arrange.ts'
import { compileGate, compileGuard, gateId, guardId } from './compile-rule.ts'

/** Defaults that the schema's descriptions promise. */
const BACKOFF: Millis = 10_000
const DESCEND_HOLD: Millis = 60_000

export function compileStep({ id, item, after }: Arranged, setting: Setting): Step {
  if (isRollout(item)) return compileRollout(id, item, after, setting)
  if (!isWaiting(item)) return compileEffect(id, item, after, setting)
  throw new Error(`a step that has no meaning yet passed the check: ${waitingKindOf(item).word}`)
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

function compileRollout(
  id: string,
  { rollout, title }: PlanRollout,
  after: readonly string[],
  { pace }: Setting,
): RolloutStep {
  const gates = spread(rollout.gates).map(({ rule }) => rule)
  const guards = spread(rollout.guards).map(({ rule }) => rule)
  const ids = uniqueNames([
    ...gates.map((gate) => ({ written: gate.id, made: gateId(gate) })),
    ...guards.map((guard) => ({ written: guard.id, made: guardId(guard) })),
  ])
  const stages = rollout.stages.filter(({ when }) => when !== false)
  return {
    kind: 'rollout',
    id,
    title:
      title ??
      `Move traffic of ${rollout.targets.join(', ')}: ${stages.map(({ weight }) => `${weight / 100}%`).join(', ')}`,
    after,
    targets: [...rollout.targets].sort(),
    stages: stages.map(({ weight, hold, segments = {} }) => ({
      weight,
      holdMs: pace(hold),
      segments: Object.entries({ ...rollout.segments, ...segments }).map(([name, share]) => ({
        name,
        weight: share,
      })),
    })),
    gates: gates.map((gate, i) => compileGate(gate, ids[i] as string, pace)),
    guards: guards.map((guard, i) => compileGuard(guard, ids[gates.length + i] as string, pace)),
    adopt: rollout.adopt !== false && rollout.adopt !== 'later',
    headerOverride: rollout.headerOverride ?? false,
    descendHoldMs: pace(rollout.descend?.hold ?? DESCEND_HOLD),
  }
}

function undoOf(item: PlanEffect, setting: Setting): Undo {
  if (item.undo !== undefined) return writtenUndo(item.undo, setting)
  const undo = kindOf(item).undo(item, setting)
  if (undo === null) throw new Error(`a step without an undo passed the check: ${Object.keys(item)}`)
  return undo
}

function writtenUndo(undo: PlanUndo, setting: Setting): Undo {
  if ('none' in undo) return { undo: 'none', because: undo.because }
  const bound = own(setting.binding?.actions, undo.action)?.timeLimitMs
  return {
    undo: 'act',
    act: actionOf(undo.action, undo.with),
    timeLimitMs: undo.timeLimit ?? bound ?? UNDO_LIMIT_MS,
    attempts: undo.attempts ?? UNDO_ATTEMPTS,
  }
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
