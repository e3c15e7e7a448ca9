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
import type { Plan } from '../schema/plan.ts'
import type { BoundName } from '../step/effect-kind.ts'
import { kindOf, type PlanEffect } from '../step/effect-kinds.ts'

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
      readonly rule: 'gate' | 'guard'
      readonly op: Bound['op']
      readonly unit: Quantity['unit']
      readonly value: number
      readonly boundPath: Path
      readonly targets: readonly string[]
    }

type SignalUseOf = Extract<Use, { kind: 'signal' }>

const OPS = { atLeast: 'at-least', atMost: 'at-most', below: 'below', above: 'above' } as const

function* namesOf(plan: Plan, steps: readonly Arranged[]): Generator<Use> {
  for (const { item, path } of steps) {
    if (isRollout(item)) {
      for (const [i, name] of item.rollout.targets.entries())
        yield { kind: 'target', name, path: [...path, 'rollout', 'targets', i] }
      for (const list of ['gates', 'guards'] as const)
        for (const [i, rule] of (item.rollout[list] ?? []).entries()) {
          const place = [...path, 'rollout', list, i]
          const bound = (['atLeast', 'atMost', 'below', 'above'] as const).find(
            (key) => rule[key] !== undefined,
          )
          const quantity = bound === undefined ? undefined : rule[bound]
          if (bound !== undefined && quantity !== undefined)
            yield {
              kind: 'signal',
              name: rule.signal,
              ...quantity,
              rule: list === 'gates' ? 'gate' : 'guard',
              op: OPS[bound],
              path: [...place, 'signal'],
              boundPath: [...place, bound],
              targets: item.rollout.targets,
            }
        }
      continue
    }
    yield* kindOf(item).names(item, path)
    yield* sharedNames(item, path)
  }
  for (const [i, item] of (plan.accept ?? []).entries()) {
    if (item.action !== undefined) yield { kind: 'action', name: item.action, path: ['accept', i, 'action'] }
    if (item.action !== undefined && item.timeLimit !== undefined)
      yield {
        kind: 'limit',
        of: 'action',
        name: item.action,
        limitMs: item.timeLimit,
        path: ['accept', i, 'timeLimit'],
      }
    for (const [j, name] of (item.flag?.targets ?? []).entries())
      yield { kind: 'target', name, path: ['accept', i, 'flag', 'targets', j] }
  }
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
      return checkBound(use, environment, signal)
    }
  }
}

/** Whether what a rule compares with is what is measured, and on the side of it that is worse. */
function checkBound(use: SignalUseOf, environment: string, shape: SignalShape): readonly Fault[] {
  const wrong = misfit(shape, use)
  if (wrong !== null)
    return [
      fault(
        use.boundPath,
        'wrong-unit',
        `${use.name} is ${wrong.is} in ${environment}`,
        `write ${wrong.write}`,
      ),
    ]
  if (worseBy({ kind: use.rule, bound: use }) === shape.direction) return []
  const [worse, better] = shape.direction === 'lower' ? ['lower', 'higher'] : ['higher', 'lower']
  const takes = use.rule === 'guard' ? `trips on ${better} values` : `asks for ${worse} values`
  return [
    warning(
      fault(
        use.boundPath,
        'wrong-direction',
        `${worse} is worse for ${use.name} in ${environment}, but this ${use.rule} ${takes}`,
        `turn the bound round, or add direction: ${better} to ${use.name} in cutwater.yaml`,
      ),
    ),
  ]
}
