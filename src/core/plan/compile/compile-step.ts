import type { EnvironmentBinding } from '../../binding/binding.ts'
import { own } from '../../document/tree.ts'
import { toValue } from '../../expression/value.ts'
import type { Act, EffectStep, RolloutStep, Scalar, Step, Undo, Value } from '../../runbook/runbook.ts'
import type { Millis } from '../../time/instant.ts'
import type { PlanEffect, PlanFlags, PlanRollout, PlanUndo } from '../schema/step.ts'
import { type Arranged, isRollout, uniqueNames } from './arrange.ts'
import { compileGate, compileGuard, gateId, guardId } from './compile-rule.ts'
import type { Pace } from './pace.ts'

/** Defaults that the schema's descriptions promise. Time limits are real time, whatever the pace. */
const LIMITS = { deploy: 10 * 60_000, action: 5 * 60_000, flags: 60_000, undo: 5 * 60_000 } as const
const BACKOFF: Millis = 10_000
const UNDO_ATTEMPTS = 3
const DESCEND_HOLD: Millis = 60_000

export type Setting = {
  readonly version: string
  readonly targets: readonly string[]
  readonly pace: Pace
  readonly binding: EnvironmentBinding | null
}

export function compileStep({ id, item, after }: Arranged, setting: Setting): Step {
  return isRollout(item) ? compileRollout(id, item, after, setting) : compileEffect(id, item, after, setting)
}

function compileEffect(id: string, item: PlanEffect, after: readonly string[], setting: Setting): EffectStep {
  return {
    kind: 'effect',
    id,
    title: item.title ?? titleOf(item, setting),
    after,
    act: actOf(item, setting),
    timeLimitMs: item.timeLimit ?? limitOf(item, setting),
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
  const { gates = [], guards = [] } = rollout
  const ids = uniqueNames([
    ...gates.map((gate) => ({ written: gate.id, made: gateId(gate) })),
    ...guards.map((guard) => ({ written: guard.id, made: guardId(guard) })),
  ])
  return {
    kind: 'rollout',
    id,
    title:
      title ??
      `Move traffic of ${rollout.targets.join(', ')}: ${rollout.stages.map(({ weight }) => `${weight / 100}%`).join(', ')}`,
    after,
    targets: [...rollout.targets].sort(),
    stages: rollout.stages.map(({ weight, hold, segments = {} }) => ({
      weight,
      holdMs: pace(hold),
      segments: Object.entries(segments).map(([name, share]) => ({ name, weight: share })),
    })),
    gates: gates.map((gate, i) => compileGate(gate, ids[i] as string, pace)),
    guards: guards.map((guard, i) => compileGuard(guard, ids[gates.length + i] as string, pace)),
    adopt: rollout.adopt ?? true,
    headerOverride: rollout.headerOverride ?? false,
    descendHoldMs: pace(rollout.descend?.hold ?? DESCEND_HOLD),
  }
}

function actOf(item: PlanEffect, setting: Setting): Act {
  if ('deploy' in item)
    return { act: 'deploy', target: item.deploy, version: toValue(item.version ?? setting.version) }
  if ('action' in item) return actionOf(item.action, item.with)
  const { targets, lock, set } = flagsOf(item, setting)
  return { act: 'set-flags', targets, set, lock }
}

export function actionOf(name: string, values: Readonly<Record<string, Scalar>> = {}): Act {
  return { act: 'action', name, with: valuesOf(values) }
}

function valuesOf(written: Readonly<Record<string, Scalar>>): Readonly<Record<string, Value>> {
  return Object.fromEntries(Object.entries(written).map(([name, value]) => [name, toValue(value)]))
}

function flagsOf(
  { flags }: PlanFlags,
  setting: Setting,
): { targets: readonly string[]; lock: boolean; set: Readonly<Record<string, Value>> } {
  const { lock = false, targets, ...set } = flags
  return {
    targets: [...(targets ?? setting.targets)].sort(),
    lock,
    set: valuesOf(set as Record<string, Scalar>),
  }
}

function undoOf(item: PlanEffect, setting: Setting): Undo {
  if (item.undo !== undefined) return writtenUndo(item.undo, setting)
  if ('deploy' in item) {
    const limit = own(setting.binding?.targets, item.deploy)?.undeploy?.timeLimitMs ?? LIMITS.undo
    return {
      undo: 'act',
      act: { act: 'undeploy', target: item.deploy },
      timeLimitMs: limit,
      attempts: UNDO_ATTEMPTS,
    }
  }
  if ('flags' in item) {
    const { targets, set } = flagsOf(item, setting)
    return {
      undo: 'act',
      act: { act: 'restore-flags', targets, flags: Object.keys(set).sort() },
      timeLimitMs: LIMITS.flags,
      attempts: UNDO_ATTEMPTS,
    }
  }
  if ('action' in item) throw new Error('an action without undo has passed the check')
  return item satisfies never
}

function writtenUndo(undo: PlanUndo, setting: Setting): Undo {
  if ('none' in undo) return { undo: 'none', because: undo.because }
  const bound = own(setting.binding?.actions, undo.action)?.timeLimitMs
  return {
    undo: 'act',
    act: actionOf(undo.action, undo.with),
    timeLimitMs: undo.timeLimit ?? bound ?? LIMITS.undo,
    attempts: undo.attempts ?? UNDO_ATTEMPTS,
  }
}

function unknownOf(item: PlanEffect): EffectStep['unknown'] {
  const { unknown } = item
  if (unknown === undefined) return { ask: 'flags' in item ? 'repeat' : 'person' }
  if (typeof unknown === 'string') return { ask: unknown }
  const check =
    typeof unknown.check === 'string'
      ? actionOf(unknown.check)
      : actionOf(unknown.check.action, unknown.check.with)
  return { ask: 'check', check }
}

function limitOf(item: PlanEffect, { binding }: Setting): Millis {
  if ('deploy' in item) return own(binding?.targets, item.deploy)?.deploy?.timeLimitMs ?? LIMITS.deploy
  if ('action' in item) return own(binding?.actions, item.action)?.timeLimitMs ?? LIMITS.action
  return 'flags' in item ? LIMITS.flags : (item satisfies never)
}

function titleOf(item: PlanEffect, setting: Setting): string {
  if ('deploy' in item) return `Deploy ${item.deploy}`
  if ('action' in item) return item.action.charAt(0).toUpperCase() + item.action.slice(1).replace(/-/g, ' ')
  const { set, lock } = flagsOf(item, setting)
  return `Set ${lock ? 'and lock ' : ''}${Object.keys(set).join(', ')}`
}
