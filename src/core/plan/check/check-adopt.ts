import { type Fault, fault, keyFault } from '../../document/finding.ts'
import { type Arranged, isRollout } from '../compile/arrange.ts'
import { type Order, orderOf } from '../compile/order.ts'
import type { Plan } from '../schema/plan.ts'
import type { PlanAdopt } from '../step/adopt.ts'
import type { PlanRollout } from '../step/rollout.ts'

type Later = Arranged & { readonly item: PlanRollout }
type Adopting = Arranged & { readonly item: PlanAdopt }

/** A rollout with `adopt: later` and the one step that ends it; `steps` are those that take part. */
export function checkAdopt(plan: Plan, steps: readonly Arranged[]): readonly Fault[] {
  const later = steps.filter(
    (step): step is Later => isRollout(step.item) && step.item.rollout.adopt === 'later',
  )
  const adopting = steps.filter((step): step is Adopting => 'adopt' in step.item)
  if (later.length === 0 && adopting.length === 0) return []
  const order = orderOf(plan, steps)
  return [
    ...later.flatMap((rollout) => laterFaults(rollout, adopting, order)),
    ...adopting.flatMap((step) => adoptFaults(step, later)),
  ]
}

function laterFaults(
  { id, path, item: { rollout } }: Later,
  adopting: readonly Adopting[],
  order: Order,
): readonly Fault[] {
  const place = [...path, 'rollout', 'adopt']
  const own = adopting.filter(({ item }) => item.adopt.some((target) => rollout.targets.includes(target)))
  const [first] = own
  if (first === undefined)
    return [
      fault(
        place,
        'never-adopted',
        `${id} leaves its canary at the last weight, and no step adopts it`,
        `add - adopt: [${rollout.targets.join(', ')}] behind it, or write adopt: true`,
      ),
    ]
  if (own.length > 1)
    return [
      fault(
        place,
        'adopted-twice',
        `${own.map((one) => one.id).join(' and ')} each adopt targets of ${id}, and they have to be adopted at once`,
        `keep one step - adopt: [${rollout.targets.join(', ')}]`,
      ),
    ]
  const missing = rollout.targets.filter((target) => !first.item.adopt.includes(target))
  if (missing.length > 0)
    return [
      fault(
        [...first.path, 'adopt'],
        'never-adopted',
        `${first.id} adopts some targets of ${id} and leaves out ${missing.join(', ')}`,
        `write adopt: [${[...first.item.adopt, ...missing].join(', ')}]`,
      ),
    ]
  if (order.isBehind(first, id)) return []
  return [
    fault(
      first.path,
      'later-step',
      `${first.id} is not surely behind ${id}, whose canary it adopts`,
      `put it behind ${id}`,
    ),
  ]
}

function adoptFaults({ item: { adopt }, path }: Adopting, later: readonly Later[]): readonly Fault[] {
  const known = new Set(later.flatMap(({ item }) => item.rollout.targets))
  return adopt.flatMap((target, i) => {
    const place = [...path, 'adopt', i]
    if (adopt.indexOf(target) < i)
      return [fault(place, 'duplicate-name', `${target} is named twice`, 'name each target once')]
    if (known.has(target)) return []
    return [
      keyFault(
        place,
        'nothing-to-adopt',
        `no rollout of ${target} leaves its canary to be adopted`,
        `write adopt: later in the rollout of ${target}, or leave it out here`,
      ),
    ]
  })
}
