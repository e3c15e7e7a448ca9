import { own } from '../../document/tree.ts'
import type { BackStep, WayDown } from '../../runbook/way-down.ts'
import { spread } from '../rule/spread.ts'
import type { PlanBackStep, PlanRollback } from '../schema/rollback.ts'
import { action } from '../step/action.ts'
import type { Setting } from '../step/effect-kind.ts'
import { flags } from '../step/flags.ts'
import { UNDO_ATTEMPTS } from '../step/undo-defaults.ts'
import { uniqueNames } from './arrange.ts'
import { compileGate, gateId } from './compile-rule.ts'

/** Limits are those of effects: the pace does not divide them. */
export function compileWayDown(rollback: PlanRollback, setting: Setting): WayDown {
  const { limits, gradual, verify, considerations } = rollback
  const steps = (rollback.steps ?? []).filter(({ when }) => when !== false)
  const ids = uniqueNames(steps.map((step) => ({ written: step.id, made: madeName(step) })))
  return {
    ...(limits === undefined
      ? {}
      : {
          limits: {
            ...(limits.close === undefined ? {} : { closeMs: limits.close }),
            ...(limits.undo === undefined ? {} : { undoMs: limits.undo }),
          },
        }),
    steps: steps.map((step, i) => compileBackStep(step, ids[i] as string, setting)),
    ...(gradual === undefined
      ? {}
      : { gradual: gradual.map(({ weight, hold = 0 }) => ({ weight, holdMs: setting.pace(hold) })) }),
    ...(verify === undefined ? {} : { verify: compileVerify(verify, setting) }),
    ...(considerations === undefined ? {} : { considerations }),
  }
}

function compileVerify(
  verify: NonNullable<PlanRollback['verify']>,
  { pace, binding }: Setting,
): NonNullable<WayDown['verify']> {
  const gates = spread(verify.gates).map(({ rule }) => rule)
  const ids = uniqueNames(gates.map((gate) => ({ written: gate.id, made: gateId(gate) })))
  return {
    forMs: pace(verify.for),
    gates: gates.map((gate, i) => compileGate(gate, ids[i] as string, pace)),
    ...(verify.gates.some(({ incidents }) => incidents !== undefined)
      ? {
          incidents: {
            timeLimitMs: own(binding?.checks, binding?.incidents ?? '')?.timeLimitMs ?? ACTION_LIMIT_MS,
          },
        }
      : {}),
  }
}

function compileBackStep(step: PlanBackStep, id: string, setting: Setting): BackStep {
  const { title, timeLimit, retry } = step
  const known =
    'action' in step
      ? { title: action.title(step), act: action.act(step), limitMs: limitOf(step.action, setting) }
      : { title: flags.title(step, setting), act: flags.act(step, setting), limitMs: flags.limitMs() }
  return {
    id,
    title: title ?? known.title,
    act: known.act,
    timeLimitMs: timeLimit ?? known.limitMs,
    attempts: retry?.attempts ?? UNDO_ATTEMPTS,
    ...(retry?.backoff === undefined ? {} : { backoffMs: retry.backoff }),
  }
}

const limitOf = (name: string, { binding }: Setting): number =>
  own(binding?.actions, name)?.timeLimitMs ?? ACTION_LIMIT_MS

const ACTION_LIMIT_MS = 5 * 60_000

const madeName = (step: PlanBackStep): string => ('action' in step ? `action-${step.action}` : 'flags')
