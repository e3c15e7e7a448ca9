import type { Path } from '../../document/finding.ts'
import { type Arranged, isRollout } from '../compile/arrange.ts'
import type { PlanLine } from '../item/item.ts'
import { linesOf } from '../item/lines-of.ts'
import type { WrittenGate, WrittenGuard } from '../rule/rule.ts'
import type { PlanChange } from '../schema/change.ts'
import type { PlanFollowUp, PlanTask } from '../schema/follow-ups.ts'
import type { Plan } from '../schema/plan.ts'
import type { PlanRollback } from '../schema/rollback.ts'
import type { PlanStep } from '../schema/step.ts'
import type { PlanStage } from '../step/rollout.ts'

/** What can stand in a plan, by the kind of place: a map with the keys that people write. */
export type Places = {
  plan: Plan
  change: PlanChange
  step: PlanStep
  rollout: Extract<PlanStep, { rollout: unknown }>['rollout']
  stage: PlanStage
  capture: Extract<PlanStep, { capture: unknown }>['capture']
  /** A line that compares a signal is a rule as well. */
  rule: WrittenGate | WrittenGuard | PlanLine | PlanTask
  /** A line of a checklist, be it a step's, a stage's, or of `accept`. */
  line: PlanLine
  group: { readonly group: string }
  rollback: PlanRollback
  followUp: PlanFollowUp
  task: PlanTask
}

export type Place = {
  [K in keyof Places]: { readonly place: K; readonly of: Places[K]; readonly path: Path }
}[keyof Places]

/** Every map of a plan in which words stand, outer ones first. */
export function* placesIn(plan: Plan, steps: readonly Arranged[]): Generator<Place> {
  yield { place: 'plan', of: plan, path: [] }
  if (plan.change !== undefined) yield { place: 'change', of: plan.change, path: ['change'] }
  for (const { item, path } of steps) yield* placesInStep(item, path)
  yield* rulePlaces(plan.guards, ['guards'])
  if (plan.rollback !== undefined) yield { place: 'rollback', of: plan.rollback, path: ['rollback'] }
  yield* rulePlaces(plan.rollback?.verify?.gates, ['rollback', 'verify', 'gates'])
  for (const [i, one] of (plan.accept ?? []).entries())
    if ('group' in one) yield { place: 'group', of: one, path: ['accept', i] }
  for (const { line, path } of linesOf(plan.accept, ['accept'])) yield* linePlace(line, path)
  for (const [i, followUp] of (plan.followUps ?? []).entries()) {
    yield { place: 'followUp', of: followUp, path: ['followUps', i] }
    for (const [j, task] of followUp.tasks.entries())
      yield { place: 'task', of: task, path: ['followUps', i, 'tasks', j] }
  }
}

function* placesInStep(item: PlanStep, path: Path): Generator<Place> {
  yield { place: 'step', of: item, path }
  if (isRollout(item)) yield* placesInRollout(item.rollout, [...path, 'rollout'])
  if ('capture' in item) yield { place: 'capture', of: item.capture, path: [...path, 'capture'] }
  if ('bake' in item) yield* rulePlaces(item.bake.gates, [...path, 'bake', 'gates'])
  if ('checklist' in item) yield* linePlaces(item.checklist, [...path, 'checklist'])
}

function* placesInRollout(rollout: Places['rollout'], path: Path): Generator<Place> {
  yield { place: 'rollout', of: rollout, path }
  yield* rulePlaces(rollout.gates, [...path, 'gates'])
  yield* rulePlaces(rollout.guards, [...path, 'guards'])
  for (const [i, stage] of rollout.stages.entries()) {
    const at = [...path, 'stages', i]
    yield { place: 'stage', of: stage, path: at }
    yield* rulePlaces(stage.gates, [...at, 'gates'])
    yield* linePlaces(stage.checklist ?? [], [...at, 'checklist'])
  }
}

function* rulePlaces(rules: readonly Places['rule'][] | undefined, path: Path): Generator<Place> {
  for (const [i, rule] of (rules ?? []).entries()) yield { place: 'rule', of: rule, path: [...path, i] }
}

function* linePlaces(lines: readonly PlanLine[], path: Path): Generator<Place> {
  for (const [i, line] of lines.entries()) yield* linePlace(line, [...path, i])
}

function* linePlace(line: PlanLine, path: Path): Generator<Place> {
  yield { place: 'line', of: line, path }
  if (line.signal !== undefined) yield { place: 'rule', of: line, path }
}
