import type { Path } from '../../document/finding.ts'
import type { StepId } from '../../runbook/runbook.ts'
import type { Plan } from '../schema/plan.ts'
import type { PlanItem, PlanParallel, PlanStep } from '../schema/step.ts'
import { kindOf, type PlanEffect } from '../step/effect-kinds.ts'
import type { PlanRollout } from '../step/rollout.ts'
import { isWaiting, waitingKindOf } from '../step/waiting-kinds.ts'

/** A step with its name, its place in the plan, and what has to be done before it. */
export type Arranged = {
  readonly id: StepId
  readonly path: Path
  readonly item: PlanStep
  /** Steps of its own phase. */
  readonly after: readonly StepId[]
  /** The phase that it belongs to; null in a plan of `steps` alone. */
  readonly phase: string | null
  /** Where a `when` said false about it or about a group around it; null when it takes part. */
  readonly leftOutAt: Path | null
}

/** The lists of steps of a plan: one, or one for each phase. Of a plan that has both, `check` takes the phases. */
export function groupsOf(
  plan: Plan,
): readonly { readonly phase: string | null; readonly path: Path; readonly steps: readonly PlanItem[] }[] {
  const alone =
    plan.steps === undefined || plan.phases !== undefined
      ? []
      : [{ phase: null, path: ['steps'], steps: plan.steps }]
  const phases = (plan.phases ?? []).map(({ phase, steps }, i) => ({
    phase: phase.name,
    path: ['phases', i, 'steps'],
    steps,
  }))
  return [...alone, ...phases]
}

/**
 * Sequences and groups become `after` lists. With `leaveOut`, steps whose `when` is false are dropped and those behind
 * them follow the ones before; names stay the same either way.
 */
export function arrange(plan: Plan, leaveOut: boolean): readonly Arranged[] {
  const groups = groupsOf(plan)
  const placed = groups.flatMap(({ steps, path }) => [...placesOf(steps, path)])
  const ids = namesFor(placed.map(({ item }) => item))
  const idAt = new Map(placed.map(({ path }, i) => [JSON.stringify(path), ids[i] as StepId]))
  const arranged: Arranged[] = []
  const follow = (
    item: PlanItem,
    path: Path,
    before: readonly StepId[],
    outer: Path | null,
    phase: string | null,
  ): readonly StepId[] => {
    if (isSequence(item))
      return item.reduce<readonly StepId[]>(
        (last, one, i) => follow(one, [...path, i], last, outer, phase),
        before,
      )
    const leftOutAt = outer ?? (item.when === false ? [...path, 'when'] : null)
    if (isParallel(item)) {
      const ends = item.parallel.map((one, i) =>
        follow(one, [...path, 'parallel', i], before, leftOutAt, phase),
      )
      return [...new Set(ends.flat())]
    }
    if (leaveOut && leftOutAt !== null) return before
    const id = idAt.get(JSON.stringify(path)) as StepId
    arranged.push({ id, path, item, after: before, phase, leftOutAt })
    return [id]
  }
  for (const { steps, path, phase } of groups) follow(steps, path, [], null, phase)
  return arranged
}

/**
 * Whether one step is surely done before another of its own phase begins. A bit for each step: as sets, what stands
 * before groups of many steps takes seconds for a plan of a thousand.
 */
export function ancestors(
  steps: readonly { readonly id: StepId; readonly after: readonly StepId[] }[],
): (earlier: StepId, later: StepId) => boolean {
  const bits = new Map([...new Set(steps.map(({ id }) => id))].map((id, bit) => [id, bit]))
  const before = new Map<StepId, Uint32Array>()
  const unite = (after: readonly StepId[]): Uint32Array => {
    const all = new Uint32Array(Math.ceil(bits.size / 32))
    for (const one of after) {
      for (const [i, word] of before.get(one)?.entries() ?? []) all[i] = (all[i] as number) | word
      const bit = bits.get(one) ?? 0
      all[bit >>> 5] = (all[bit >>> 5] as number) | (1 << (bit & 31))
    }
    return all
  }
  // The steps of a group share one list.
  const united = new Map<readonly StepId[], Uint32Array>()
  for (const { id, after } of steps) {
    const all = united.get(after) ?? unite(after)
    united.set(after, all)
    before.set(id, all)
  }
  return (earlier, later) => {
    const bit = bits.get(earlier)
    return bit !== undefined && (((before.get(later)?.[bit >>> 5] ?? 0) >>> (bit & 31)) & 1) === 1
  }
}

export const isSequence = (item: PlanItem): item is readonly PlanItem[] => Array.isArray(item)
export const isParallel = (item: Exclude<PlanItem, readonly PlanItem[]>): item is PlanParallel =>
  'parallel' in item
export const isRollout = (item: PlanStep): item is PlanRollout => 'rollout' in item
export const isEffect = (item: PlanStep): item is PlanEffect => !isRollout(item) && !isWaiting(item)

/** The targets a step touches; null where that is left to the rest of the plan. */
export function targetsOf(item: PlanStep): readonly string[] | null {
  if (isRollout(item)) return item.rollout.targets
  return isWaiting(item) ? waitingKindOf(item).targets(item) : kindOf(item).targets(item)
}

/** The targets whose traffic it moves, or of which it replaces a side: nothing else may move them meanwhile. */
export function sidesOf(item: PlanStep): readonly string[] {
  if (isRollout(item)) return item.rollout.targets
  return isWaiting(item) ? waitingKindOf(item).sides(item) : kindOf(item).sides(item)
}

export function planTargets(steps: readonly { readonly item: PlanStep }[]): readonly string[] {
  return [...new Set(steps.flatMap(({ item }) => targetsOf(item) ?? []))].sort()
}

function* placesOf(item: PlanItem, path: Path): Generator<{ item: PlanStep; path: Path }> {
  if (isSequence(item)) for (const [i, one] of item.entries()) yield* placesOf(one, [...path, i])
  else if (isParallel(item))
    for (const [i, one] of item.parallel.entries()) yield* placesOf(one, [...path, 'parallel', i])
  else yield { item, path }
}

/** Written names first; made ones step aside with a number. */
function namesFor(items: readonly PlanStep[]): readonly StepId[] {
  return uniqueNames(items.map((item) => ({ written: item.id, made: madeName(item) })))
}

export function uniqueNames(
  names: readonly { readonly written: string | undefined; readonly made: string }[],
): readonly string[] {
  const taken = new Set(names.flatMap(({ written }) => written ?? []))
  // What was taken stays taken: of a thousand alike, each goes on where the one before it ended.
  const nextOf = new Map<string, number>()
  return names.map(({ written, made }) => {
    if (written !== undefined) return written
    let n = nextOf.get(made) ?? 1
    let name = n === 1 ? made : `${made}-${n}`
    while (taken.has(name)) name = `${made}-${++n}`
    nextOf.set(made, n)
    taken.add(name)
    return name
  })
}

function madeName(item: PlanStep): string {
  if (isRollout(item)) return 'rollout'
  return isWaiting(item) ? waitingKindOf(item).madeName(item) : kindOf(item).madeName(item)
}
