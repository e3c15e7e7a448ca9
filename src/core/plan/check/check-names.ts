import type { Binding, EnvironmentBinding } from '../../binding/binding.ts'
import { didYouMean } from '../../document/did-you-mean.ts'
import { type Fault, fault, type Path, warning } from '../../document/finding.ts'
import type { Quantity } from '../../document/quantity.ts'
import { own } from '../../document/tree.ts'
import type { Bound } from '../../judge/rule.ts'
import { worseBy } from '../../judge/rule-shape.ts'
import { misfit } from '../../signal/fit.ts'
import type { SignalShape } from '../../signal/shape.ts'
import { type Arranged, isRollout } from '../compile/arrange.ts'
import { boundsOf, type RuleIn, rulesIn } from '../compile/rules-in.ts'
import type { PlanLine } from '../item/item.ts'
import { linesOf } from '../item/lines-of.ts'
import { isRelative } from '../rule/bound.ts'
import type { Plan } from '../schema/plan.ts'
import { action } from '../step/action.ts'
import type { BoundName } from '../step/effect-kind.ts'
import { kindOf, type PlanEffect } from '../step/effect-kinds.ts'
import { flags } from '../step/flags.ts'
import { isWaiting, waitingKindOf } from '../step/waiting-kinds.ts'

/**
 * Names of the plan that the binding does not know, in each of `environments`. An environment that it does not know
 * while it knows another is a warning: the plan runs in that one here, and elsewhere by another binding.
 */
export function checkNames(
  plan: Plan,
  steps: readonly Arranged[],
  binding: Binding,
  environments: readonly string[],
): readonly Fault[] {
  const somewhere = environments.some((name) => own(binding.environments, name) !== undefined)
  return environments.flatMap((name) => {
    const environment = own(binding.environments, name)
    if (environment === undefined) {
      const other = didYouMean(name, Object.keys(binding.environments))
      const unbound = (remedy: string) =>
        fault(['environment'], 'unbound', `the binding has no environment ${name}`, remedy)
      return [
        somewhere ? warning(unbound(`bind ${name} to run it there as well, or ${other}`)) : unbound(other),
      ]
    }
    return [...namesOf(plan, steps)].flatMap((use) => checkUse(use, name, environment))
  })
}

type Use =
  | BoundName
  | {
      readonly path: Path
      readonly kind: 'signal'
      readonly name: string
      readonly targets: readonly string[]
      /** Null: with a reference, or a range. */
      readonly compared: Compared | null
    }

type Compared = {
  readonly rule: 'gate' | 'guard'
  readonly op: Bound['op']
  readonly unit: Quantity['unit']
  readonly value: number
  readonly path: Path
}

const OPS = { atLeast: 'at-least', atMost: 'at-most', below: 'below', above: 'above' } as const

function* namesOf(plan: Plan, steps: readonly Arranged[]): Generator<Use> {
  for (const { item, path } of steps) {
    if (isRollout(item)) {
      for (const [i, name] of item.rollout.targets.entries())
        yield { kind: 'target', name, path: [...path, 'rollout', 'targets', i] }
      for (const [i, { checklist = [] }] of item.rollout.stages.entries())
        for (const [j, line] of checklist.entries())
          yield* namesOfLine(line, [...path, 'rollout', 'stages', i, 'checklist', j])
    } else if (isWaiting(item)) {
      yield* waitingKindOf(item).names(item, path)
      if ('checklist' in item)
        for (const [i, line] of item.checklist.entries()) yield* namesOfLine(line, [...path, 'checklist', i])
    } else {
      yield* kindOf(item).names(item, path)
      yield* sharedNames(item, path)
    }
  }
  for (const rule of rulesIn(plan, steps)) yield* namesOfRule(rule)
  for (const [i, step] of (plan.rollback?.steps ?? []).entries())
    yield* 'action' in step
      ? action.names(step, ['rollback', 'steps', i])
      : flags.names(step, ['rollback', 'steps', i])
  for (const { line, path } of linesOf(plan.accept, ['accept'])) yield* namesOfLine(line, path)
}

/** A reference is compared with nothing yet, and the bounds of a range have no side that is worse. */
function* namesOfRule({ rule, kind, path, signalPath, targets }: RuleIn): Generator<Use> {
  const [bound] = boundsOf(rule)
  const name = { name: rule.signal, path: signalPath, targets }
  if (bound === undefined || isRelative(bound.value) || !isPlainBound(bound.key)) {
    yield { kind: 'signal', ...name, compared: null }
    return
  }
  const { unit, value } = bound.value
  const compared = { rule: kind, op: OPS[bound.key], unit, value, path: [...path, ...bound.at] }
  yield { kind: 'signal', ...name, compared }
}

const isPlainBound = (key: string): key is keyof typeof OPS => key in OPS

function* namesOfLine({ action, timeLimit, flag }: PlanLine, path: Path): Generator<Use> {
  if (action !== undefined) yield { kind: 'action', name: action, path: [...path, 'action'] }
  if (action !== undefined && timeLimit !== undefined)
    yield { kind: 'limit', of: 'action', name: action, limitMs: timeLimit, path: [...path, 'timeLimit'] }
  for (const [i, name] of (flag?.targets ?? []).entries())
    yield { kind: 'target', name, path: [...path, 'flag', 'targets', i] }
}

/** What any effect may name besides what its own word says. */
function* sharedNames({ undo, unknown }: PlanEffect, path: Path): Generator<Use> {
  if (undo !== undefined && 'action' in undo)
    yield { kind: 'action', name: undo.action, path: [...path, 'undo', 'action'] }
  if (typeof unknown === 'object') {
    const { check } = unknown
    yield typeof check === 'string'
      ? { kind: 'action', name: check, path: [...path, 'unknown', 'check'] }
      : { kind: 'action', name: check.action, path: [...path, 'unknown', 'check', 'action'] }
  }
}

function checkUse(use: Use, environment: string, bound: EnvironmentBinding): readonly Fault[] {
  const unbound = (kind: string, known: object): readonly Fault[] => [
    fault(
      use.path,
      'unbound',
      `the binding of ${environment} has no ${kind} ${use.name}`,
      didYouMean(use.name, Object.keys(known)),
    ),
  ]
  switch (use.kind) {
    case 'target':
      return own(bound.targets, use.name) === undefined ? unbound('target', bound.targets) : []
    case 'action':
      return own(bound.actions, use.name) === undefined ? unbound('action', bound.actions) : []
    case 'deploy': {
      const target = own(bound.targets, use.name)
      if (target === undefined) return unbound('target', bound.targets)
      if (target.deploy !== null) return []
      return [
        fault(
          use.path,
          'unbound',
          `the binding of ${environment} does not say how ${use.name} is deployed`,
          `add deploy: { command: [...] } to the target ${use.name} in cutwater.yaml`,
        ),
      ]
    }
    case 'limit': {
      const run = use.of === 'action' ? own(bound.actions, use.name) : own(bound.targets, use.name)?.deploy
      const most = run?.timeLimitMs ?? null
      return most === null || use.limitMs <= most
        ? []
        : [
            fault(
              use.path,
              'time-limit',
              `the binding of ${environment} allows ${use.name} ${most / 1000} s at most`,
              `write timeLimit: ${most / 1000}s or less`,
            ),
          ]
    }
    case 'signal': {
      const signal = own(bound.signals, use.name)
      if (signal === undefined) return unbound('signal', bound.signals)
      const elsewhere = use.targets.find((target) => {
        const adapter = own(bound.targets, target)?.traffic.adapter
        return signal.source === 'gateway' && adapter !== undefined && adapter !== 'gateway'
      })
      if (elsewhere !== undefined)
        return [
          fault(
            use.path,
            'not-measured',
            `in ${environment} the gateway measures ${use.name}, and ${elsewhere} is not behind it`,
            'let Prometheus measure it: prometheus: { good: ..., total: ..., target: ..., side: ... }',
          ),
        ]
      return use.compared === null ? [] : checkBound(use.name, use.compared, environment, signal)
    }
  }
}

/** Whether what a rule compares with is what is measured, and on the side of it that is worse. */
function checkBound(name: string, use: Compared, environment: string, shape: SignalShape): readonly Fault[] {
  const wrong = misfit(shape, use)
  if (wrong !== null)
    return [fault(use.path, 'wrong-unit', `${name} is ${wrong.is} in ${environment}`, `write ${wrong.write}`)]
  if (worseBy({ kind: use.rule, bound: use }) === shape.direction) return []
  const [worse, better] = shape.direction === 'lower' ? ['lower', 'higher'] : ['higher', 'lower']
  const takes = use.rule === 'guard' ? `trips on ${better} values` : `asks for ${worse} values`
  return [
    warning(
      fault(
        use.path,
        'wrong-direction',
        `${worse} is worse for ${name} in ${environment}, but this ${use.rule} ${takes}`,
        `turn the bound round, or add direction: ${better} to ${name} in cutwater.yaml`,
      ),
    ),
  ]
}
