import type { Path } from '../../document/finding.ts'
import type { StepId } from '../../runbook/runbook.ts'
import type { Plan } from '../schema/plan.ts'
import type { PlanItem, PlanParallel } from '../schema/step.ts'
import { kindOf, type PlanEffect } from '../step/effect-kinds.ts'
import type { PlanRollout } from '../step/rollout.ts'

/** A step with its name, its place in the plan, and what has to be done before it. */
export type Arranged = {
  readonly id: StepId
  readonly path: Path
  readonly item: PlanEffect | PlanRollout
  readonly after: readonly StepId[]
  /** Where a `when` said false about it or about a group around it; null when it takes part. */
  readonly leftOutAt: Path | null
}

/**
 * Sequences and groups become `after` lists. With `leaveOut`, steps whose `when` is false are dropped and those behind
 * them follow the ones before; names stay the same either way.
 */
export function arrange(plan: Plan, leaveOut: boolean): readonly Arranged[] {
  const placed = [...placesOf(plan.steps, ['steps'])]
  const ids = namesFor(placed.map(({ item }) => item))
  const idAt = new Map(placed.map(({ path }, i) => [JSON.stringify(path), ids[i] as StepId]))
  const arranged: Arranged[] = []
  const follow = (
    item: PlanItem,
    path: Path,
    before: readonly StepId[],
    outer: Path | null,
  ): readonly StepId[] => {
    if (isSequence(item))
      return item.reduce<readonly StepId[]>((last, one, i) => follow(one, [...path, i], last, outer), before)
    const leftOutAt = outer ?? (item.when === false ? [...path, 'when'] : null)
    if (isParallel(item)) {
      const ends = item.parallel.map((one, i) => follow(one, [...path, 'parallel', i], before, leftOutAt))
      return [...new Set(ends.flat())]
    }
    if (leaveOut && leftOutAt !== null) return before
    const id = idAt.get(JSON.stringify(path)) as StepId
    arranged.push({ id, path, item, after: before, leftOutAt })
    return [id]
  }
  follow(plan.steps, ['steps'], [], null)
  return arranged
}

/** Everything that is surely done before a step begins. */
export function ancestors(
  steps: readonly { readonly id: StepId; readonly after: readonly StepId[] }[],
): ReadonlyMap<StepId, ReadonlySet<StepId>> {
  const before = new Map<StepId, ReadonlySet<StepId>>()
  for (const { id, after } of steps)
    before.set(id, new Set(after.flatMap((one) => [one, ...(before.get(one) ?? [])])))
  return before
}

export const isSequence = (item: PlanItem): item is readonly PlanItem[] => Array.isArray(item)
export const isParallel = (item: Exclude<PlanItem, readonly PlanItem[]>): item is PlanParallel =>
  'parallel' in item
export const isRollout = (item: PlanEffect | PlanRollout): item is PlanRollout => 'rollout' in item

/** The targets a step touches; null where that is left to the rest of the plan. */
export function targetsOf(item: PlanEffect | PlanRollout): readonly string[] | null {
  return isRollout(item) ? item.rollout.targets : kindOf(item).targets(item)
}

export function planTargets(
  steps: readonly { readonly item: PlanEffect | PlanRollout }[],
): readonly string[] {
  return [...new Set(steps.flatMap(({ item }) => targetsOf(item) ?? []))].sort()
}

function* placesOf(item: PlanItem, path: Path): Generator<{ item: PlanEffect | PlanRollout; path: Path }> {
  if (isSequence(item)) for (const [i, one] of item.entries()) yield* placesOf(one, [...path, i])
  else if (isParallel(item))
    for (const [i, one] of item.parallel.entries()) yield* placesOf(one, [...path, 'parallel', i])
  else yield { item, path }
}

/** Written names first; made ones step aside with a number. */
function namesFor(items: readonly (PlanEffect | PlanRollout)[]): readonly StepId[] {
  return uniqueNames(items.map((item) => ({ written: item.id, made: madeName(item) })))
}

export function uniqueNames(
  names: readonly { readonly written: string | undefined; readonly made: string }[],
): readonly string[] {
  const taken = new Set(names.flatMap(({ written }) => written ?? []))
  return names.map(({ written, made }) => {
    if (written !== undefined) return written
    let name = made
    for (let n = 2; taken.has(name); n++) name = `${made}-${n}`
    taken.add(name)
    return name
  })
}

function madeName(item: PlanEffect | PlanRollout): string {
  return isRollout(item) ? 'rollout' : kindOf(item).madeName(item)
}
