import { duplicateIds } from '../../document/duplicate-ids.ts'
import { type Fault, fault, keyFault } from '../../document/finding.ts'
import { type Arranged, isRollout, planTargets, sidesOf } from '../compile/arrange.ts'
import { type Order, orderOf } from '../compile/order.ts'
import type { Substituted } from '../fill/substitute.ts'
import type { Plan } from '../schema/plan.ts'
import { kindOf } from '../step/effect-kinds.ts'
import { isWaiting, waitingKindOf } from '../step/waiting-kinds.ts'

/** What is wrong with steps and their order, whatever they do. */
export function checkSteps(
  plan: Plan,
  steps: readonly Arranged[],
  filled: Substituted['filled'],
): readonly Fault[] {
  return [
    ...duplicateIds(steps.map(({ id, path }) => ({ id, path }))),
    ...steps.flatMap(({ item, path }) =>
      isRollout(item)
        ? []
        : isWaiting(item)
          ? waitingKindOf(item).faults(item, path)
          : kindOf(item).faults(item, path, plan.version ?? ''),
    ),
    ...unreachable(steps, filled),
    ...nowhere(steps),
    ...contended(plan, steps),
  ]
}

/** What is done on the plan's targets by default has to find one. */
function nowhere(steps: readonly Arranged[]): readonly Fault[] {
  if (planTargets(steps).length > 0) return []
  return steps.flatMap(({ item, path }) => {
    const word = (['bake', 'capture', 'mode'] as const).find((one) => one in item)
    const isState = 'capture' in item && item.capture.state !== undefined
    if (word === undefined || isState) return []
    return [
      keyFault(
        [...path, word],
        'no-target',
        'nothing says on which targets, and the plan moves none',
        'add targets: [NAME]',
      ),
    ]
  })
}

/** A `when` that no input can change. */
function unreachable(steps: readonly Arranged[], filled: Substituted['filled']): readonly Fault[] {
  const places = new Map(
    steps.flatMap(({ leftOutAt }) =>
      leftOutAt === null ? [] : [[JSON.stringify(leftOutAt), leftOutAt] as const],
    ),
  )
  const depends = new Set(filled.flatMap(({ path, constant }) => (constant ? [] : [JSON.stringify(path)])))
  return [...places.values()]
    .filter((when) => !depends.has(JSON.stringify(when)))
    .map((when) =>
      fault(
        when,
        'unreachable',
        'what stands here can never run: its `when` is always false',
        'remove it, or let `when` depend on an input',
      ),
    )
}

/** Two steps that no order separates must not move one target. */
function contended(plan: Plan, steps: readonly Arranged[]): readonly Fault[] {
  const order = orderOf(plan, steps)
  const movers = steps.map((step) => ({ step, targets: new Set(sidesOf(step.item)) }))
  return movers.flatMap(({ step, targets }, i) => {
    if (targets.size === 0) return []
    const rival = movers
      .slice(0, i)
      .find((other) => overlaps(targets, other.targets) && unordered(order, step, other.step))?.step
    if (rival === undefined) return []
    return [
      fault(
        step.path,
        'contended-target',
        `${step.id} and ${rival.id} touch one target at the same time`,
        'put one after the other',
      ),
    ]
  })
}

const overlaps = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean =>
  [...a].some((target) => b.has(target))
const unordered = (order: Order, a: Arranged, b: Arranged): boolean =>
  !order.isBehind(a, b.id) && !order.isBehind(b, a.id)
