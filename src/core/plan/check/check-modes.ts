import { type Fault, fault, warning } from '../../document/finding.ts'
import { type Arranged, isRollout, planTargets } from '../compile/arrange.ts'
import { type Order, orderOf } from '../compile/order.ts'
import type { Plan } from '../schema/plan.ts'
import type { PlanMode } from '../step/mode.ts'

type Switching = Arranged & { readonly item: PlanMode }

/** What a mode step means among the others; `steps` are those that take part. */
export function checkModes(plan: Plan, steps: readonly Arranged[]): readonly Fault[] {
  const modes = steps.filter((step): step is Switching => 'mode' in step.item)
  if (modes.length === 0) return []
  const all = planTargets(steps)
  const order = orderOf(plan, steps)
  return modes.flatMap((step, i) => [
    ...twice(step),
    ...atOnce(step, modes.slice(0, i), steps, all, order),
    ...unread(step, modes, all),
  ])
}

const placesOf = ({ item }: Arranged, all: readonly string[]): readonly string[] => {
  if (isRollout(item)) return item.rollout.targets
  if ('adopt' in item) return item.adopt
  return 'mode' in item ? (item.mode.targets ?? all) : []
}

function twice({ item, path }: Switching): readonly Fault[] {
  const { targets = [] } = item.mode
  return targets.flatMap((target, i) =>
    targets.indexOf(target) === i
      ? []
      : [
          fault(
            [...path, 'mode', 'targets', i],
            'duplicate-name',
            `${target} is named twice`,
            'name each target once',
          ),
        ],
  )
}

/** A mode is a new order for the proxies: two at once, or one while a canary moves, would wait for each other. */
function atOnce(
  step: Switching,
  before: readonly Switching[],
  steps: readonly Arranged[],
  all: readonly string[],
  order: Order,
): readonly Fault[] {
  const own = placesOf(step, all)
  const others = [...before, ...steps.filter(({ item }) => isRollout(item) || 'adopt' in item)]
  const rival = others.find(
    (other) =>
      placesOf(other, all).some((target) => own.includes(target)) &&
      !order.isBehind(step, other.id) &&
      !order.isBehind(other, step.id),
  )
  if (rival === undefined) return []
  return [
    fault(
      step.path,
      'contended-target',
      `${step.id} and ${rival.id} touch one target at the same time`,
      'put one after the other',
    ),
  ]
}

/** Only those who are turned away read a banner. */
function unread(
  { id, item, path }: Switching,
  modes: readonly Switching[],
  all: readonly string[],
): readonly Fault[] {
  const { banner = '', traffic, targets = all } = item.mode
  if (banner === '' || (traffic !== undefined && traffic !== 'normal')) return []
  const isTurning = ({ mode }: PlanMode) =>
    mode.traffic !== undefined &&
    mode.traffic !== 'normal' &&
    (mode.targets ?? all).some((target) => targets.includes(target))
  if (modes.some((one) => isTurning(one.item))) return []
  return [
    warning(
      fault(
        [...path, 'mode', 'banner'],
        'unread-banner',
        `${id} shows a banner, and nothing in this plan turns anybody away who would read it`,
        'write traffic: read-only or maintenance beside it, or in a step that follows',
      ),
    ),
  ]
}
