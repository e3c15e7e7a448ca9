import type { Path } from '../../document/finding.ts'
import type { Quantity } from '../../document/quantity.ts'
import type { PlanLine } from '../item/item.ts'
import { linesOf } from '../item/lines-of.ts'
import { isRelative, type PlanValue } from '../rule/bound.ts'
import { BOUNDS, type PlanGate, type PlanGuard, type WrittenGate, type WrittenGuard } from '../rule/rule.ts'
import { spread } from '../rule/spread.ts'
import type { PlanTask } from '../schema/follow-ups.ts'
import type { Plan } from '../schema/plan.ts'
import { type Arranged, isRollout, planTargets } from './arrange.ts'

/** A rule about one signal, wherever it stands in a plan. */
export type RuleIn = {
  readonly rule: PlanGate | PlanGuard | ((PlanLine | PlanTask) & { readonly signal: string })
  readonly kind: 'gate' | 'guard'
  readonly within: 'rollout' | 'stage' | 'bake' | 'line' | 'plan' | 'verify' | 'task'
  readonly path: Path
  readonly signalPath: Path
  readonly targets: readonly string[]
}

type Place = Pick<RuleIn, 'kind' | 'within' | 'path' | 'targets'>

/** Every rule of a plan; what stands where a `when` says false is among `steps` or not. */
export function rulesIn(plan: Plan, steps: readonly Arranged[]): readonly RuleIn[] {
  const targets = planTargets(steps)
  const ofPlan = { kind: 'guard', within: 'plan', path: ['guards'], targets } as const
  const verify = { kind: 'gate', within: 'verify', path: ['rollback', 'verify', 'gates'], targets } as const
  return [
    ...steps.flatMap((step) => rulesOfStep(step, targets)),
    ...rules(plan.guards, ofPlan),
    ...rules(plan.rollback?.verify?.gates, verify),
    ...linesOf(plan.accept, ['accept']).flatMap(({ line, path }) => rulesOfLine(line, path, targets)),
    ...(plan.followUps ?? []).flatMap(({ tasks }, i) =>
      tasks.flatMap((task, j) => rulesOfLine(task, ['followUps', i, 'tasks', j], targets, 'task')),
    ),
  ]
}

function rulesOfStep({ item, path }: Arranged, all: readonly string[]): readonly RuleIn[] {
  if (isRollout(item)) return rulesOfRollout(item.rollout, [...path, 'rollout'])
  if ('bake' in item)
    return rules(item.bake.gates, {
      kind: 'gate',
      within: 'bake',
      path: [...path, 'bake', 'gates'],
      targets: item.bake.targets ?? all,
    })
  if ('checklist' in item)
    return item.checklist.flatMap((line, i) => rulesOfLine(line, [...path, 'checklist', i], all))
  return []
}

type Rollout = Extract<Arranged['item'], { rollout: unknown }>['rollout']

/** Those of a rollout itself first, then those of its stages. */
function rulesOfRollout({ gates, guards, stages, targets }: Rollout, path: Path): readonly RuleIn[] {
  return [
    ...rules(gates, { kind: 'gate', within: 'rollout', path: [...path, 'gates'], targets }),
    ...rules(guards, { kind: 'guard', within: 'rollout', path: [...path, 'guards'], targets }),
    ...stages.flatMap((stage, i) => {
      const at = [...path, 'stages', i]
      const lines = (stage.checklist ?? []).flatMap((line, j) =>
        rulesOfLine(line, [...at, 'checklist', j], targets),
      )
      return [
        ...rules(stage.gates, { kind: 'gate', within: 'stage', path: [...at, 'gates'], targets }),
        ...lines,
      ]
    }),
  ]
}

function rules(
  written: readonly (WrittenGate | WrittenGuard)[] | undefined,
  place: Place,
): readonly RuleIn[] {
  return spread(written).map(({ rule, at, signalAt }) => ({
    ...place,
    rule,
    path: [...place.path, at],
    signalPath: [...place.path, at, ...signalAt],
  }))
}

const rulesOfLine = (
  line: PlanLine | PlanTask,
  path: Path,
  targets: readonly string[],
  within: 'line' | 'task' = 'line',
): readonly RuleIn[] =>
  spread([line]).map(({ rule, signalAt }) => ({
    rule,
    kind: 'gate',
    within,
    path,
    signalPath: [...path, ...signalAt],
    targets,
  }))

type BoundIn = { readonly key: (typeof BOUNDS)[number]; readonly value: PlanValue; readonly at: Path }

/** What a rule compares with, and under which key. */
export function boundsOf(rule: Pick<RuleIn['rule'], (typeof BOUNDS)[number]>): readonly BoundIn[] {
  return BOUNDS.flatMap((key): readonly BoundIn[] => {
    if (key === 'between') return (rule.between ?? []).map((value, i) => ({ key, value, at: [key, i] }))
    const value = rule[key]
    return value === undefined ? [] : [{ key, value, at: [key] }]
  })
}

/** The numbers among them; what a reference comes to is known when it is judged. */
export const numbersOf = (rule: RuleIn['rule']): readonly Quantity[] =>
  boundsOf(rule).flatMap(({ value }) => (isRelative(value) ? [] : [value]))
