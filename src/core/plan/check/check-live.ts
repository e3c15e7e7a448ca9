import { type Fault, fault } from '../../document/finding.ts'
import { formatOffset } from '../../document/offset.ts'
import type { Arranged } from '../compile/arrange.ts'
import { type Order, orderOf } from '../compile/order.ts'
import type { Plan } from '../schema/plan.ts'

/** Flags are staged before the moment at which they become live; `steps` are those that take part. */
export function checkLive(plan: Plan, steps: readonly Arranged[]): readonly Fault[] {
  const order = orderOf(plan, steps)
  return steps.flatMap((step) => neverStaged(step, order))
}

function neverStaged(step: Arranged, order: Order): readonly Fault[] {
  const live = 'live' in step.item ? step.item.live : undefined
  if (live === undefined) return []
  const place = order.placeOf(step)
  const earliest = place === null ? 0 : place.beforeT ? Math.min(place.earliestMs ?? 0, -1) : place.earliestMs
  if (earliest === null || live > earliest) return []
  return [
    fault(
      [...step.path, 'live'],
      'never-staged',
      `these flags are set at ${formatOffset(earliest)} or later, so they cannot become live at ${formatOffset(live)}`,
      'set them in a phase before that moment, or leave `live` out',
    ),
  ]
}
