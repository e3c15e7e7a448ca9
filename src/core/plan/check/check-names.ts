import type { Binding, EnvironmentBinding } from '../../binding/binding.ts'
import { didYouMean } from '../../document/did-you-mean.ts'
import { type Fault, fault, type Path, warning } from '../../document/finding.ts'
import { own } from '../../document/tree.ts'
import { type Arranged, isRollout } from '../compile/arrange.ts'
import { levelsIn } from '../compile/levels-in.ts'
import { rulesIn } from '../compile/rules-in.ts'
import type { PlanLine } from '../item/item.ts'
import { linesOf } from '../item/lines-of.ts'
import type { Plan } from '../schema/plan.ts'
import { action } from '../step/action.ts'
import type { BoundName } from '../step/effect-kind.ts'
import { kindOf, type PlanEffect } from '../step/effect-kinds.ts'
import { flags } from '../step/flags.ts'
import { isWaiting, waitingKindOf } from '../step/waiting-kinds.ts'
import { checkLook, type LookUse, looksOfLine } from './line/check-looks.ts'
import { incidentGates } from './rule/check-incident-gates.ts'
import { checkSignalUse, type SignalUse, signalOfLevel, signalOfRule } from './rule/check-signal-use.ts'

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
  | { readonly kind: 'suite' | 'logging' | 'channel'; readonly path: Path; readonly name: string }
  | { readonly kind: 'signal-of-last-week'; readonly name: string; readonly path: Path }
  | SignalUse
  | LookUse

function* namesOf(plan: Plan, steps: readonly Arranged[]): Generator<Use> {
  for (const { item, path } of steps) {
    if (isRollout(item)) {
      for (const [i, name] of item.rollout.targets.entries())
        yield { kind: 'target', name, path: [...path, 'rollout', 'targets', i] }
      if (item.rollout.canary?.log !== undefined)
        for (const name of item.rollout.targets)
          yield { kind: 'logging', name, path: [...path, 'rollout', 'canary', 'log'] }
      for (const [i, { checklist = [] }] of item.rollout.stages.entries())
        for (const [j, line] of checklist.entries())
          yield* namesOfLine(line, [...path, 'rollout', 'stages', i, 'checklist', j])
    } else if (isWaiting(item)) {
      yield* waitingKindOf(item).names(item, path)
      if ('capture' in item)
        for (const [i, name] of (item.capture.lastWeek ?? []).entries())
          yield { kind: 'signal-of-last-week', name, path: [...path, 'capture', 'lastWeek', i] }
      if ('checklist' in item)
        for (const [i, line] of item.checklist.entries()) yield* namesOfLine(line, [...path, 'checklist', i])
    } else {
      yield* kindOf(item).names(item, path)
      yield* sharedNames(item, path)
    }
  }
  for (const rule of rulesIn(plan, steps)) yield signalOfRule(rule)
  for (const level of levelsIn(plan, steps)) yield signalOfLevel(level)
  for (const [i, step] of (plan.rollback?.steps ?? []).entries())
    yield* 'action' in step
      ? action.names(step, ['rollback', 'steps', i])
      : flags.names(step, ['rollback', 'steps', i])
  for (const { line, path } of linesOf(plan.accept, ['accept'])) yield* namesOfLine(line, path)
  for (const { gate, path } of incidentGates(plan, steps))
    yield* namesOfLine({ incidents: gate.incidents }, path)
  for (const [i, { tasks }] of (plan.followUps ?? []).entries())
    for (const [j, { flag, suite, told }] of tasks.entries())
      yield* namesOfLine({ flag, suite, told }, ['followUps', i, 'tasks', j])
}

function* namesOfLine(line: PlanLine, path: Path): Generator<Use> {
  const { action, suite, timeLimit, flag, told } = line
  yield* looksOfLine(line, path)
  if (action !== undefined) yield { kind: 'action', name: action, path: [...path, 'action'] }
  if (action !== undefined && timeLimit !== undefined)
    yield { kind: 'limit', of: 'action', name: action, limitMs: timeLimit, path: [...path, 'timeLimit'] }
  if (told !== undefined) yield { kind: 'channel', name: told, path: [...path, 'told'] }
  if (suite !== undefined) yield { kind: 'suite', name: suite, path: [...path, 'suite'] }
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
      Object.keys(known).length === 0
        ? `add it to environments.${environment}.${kind}s of cutwater.yaml`
        : didYouMean(use.name, Object.keys(known)),
    ),
  ]
  switch (use.kind) {
    case 'target':
      return own(bound.targets, use.name) === undefined ? unbound('target', bound.targets) : []
    case 'action':
      return own(bound.actions, use.name) === undefined ? unbound('action', bound.actions) : []
    case 'service':
    case 'journey':
    case 'evidence':
    case 'incidents':
      return checkLook(use, environment, bound, unbound)
    case 'channel': {
      const channels = bound.notices.map(({ channel }) => channel)
      if (channels.includes(use.name)) return []
      const remedy =
        channels.length === 0
          ? `add - { channel: ${use.name}, webhook: URL } to environments.${environment}.notices of cutwater.yaml`
          : didYouMean(use.name, channels)
      return [fault(use.path, 'unbound', `the binding of ${environment} has no channel ${use.name}`, remedy)]
    }
    case 'suite':
      return own(bound.suites, use.name) === undefined ? unbound('suite', bound.suites) : []
    case 'logging': {
      const target = own(bound.targets, use.name)
      if (target === undefined || target.logging !== undefined) return []
      return [
        fault(
          use.path,
          'unbound',
          `the binding of ${environment} does not say how what ${use.name} logs is set`,
          `add logging: { set: { command: [...] } } to the target ${use.name} in cutwater.yaml`,
        ),
      ]
    }
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
    case 'signal-of-last-week': {
      const signal = own(bound.signals, use.name)
      if (signal === undefined) return unbound('signal', bound.signals)
      if (!('isWindowed' in signal) || signal.isWindowed) return []
      return [
        fault(
          use.path,
          'no-last-week',
          `in ${environment} ${use.name} is only asked for now, so that nobody knows what it was a week before`,
          'ask about an interval: ${FROM} and ${TO} in its query or url, or state the number',
        ),
      ]
    }
    case 'signal': {
      const signal = own(bound.signals, use.name)
      if (signal === undefined) return unbound('signal', bound.signals)
      return checkSignalUse(use, environment, bound, signal)
    }
  }
}
