import { type Fault, fault, type Path } from '../../document/finding.ts'
import type { Arranged } from '../compile/arrange.ts'
import { orderOf } from '../compile/order.ts'
import type { Substituted } from '../fill/substitute.ts'
import type { Plan } from '../schema/plan.ts'

/** Outputs may only be used by what surely comes later. `late` has its paths in the coordinates of `steps`. */
export function checkOrder(
  plan: Plan,
  steps: readonly Arranged[],
  late: Substituted['late'],
): readonly Fault[] {
  const order = orderOf(plan, steps)
  const known = new Set(steps.map(({ id }) => id))
  const at = new Map(steps.map((step) => [JSON.stringify(step.path), step]))
  return late.flatMap(({ path, steps: named }) => {
    const user = userAt(at, path)
    return named.flatMap((name) => {
      if (!known.has(name))
        return [
          fault(
            path,
            'left-out-step',
            `the outputs of ${name} are used, but that step is left out`,
            'give both the same `when`',
          ),
        ]
      if (user === undefined || order.isBehind(user, name) || (name === user.id && inUndo(path, user)))
        return []
      return [
        fault(
          path,
          'later-step',
          `${user.id} uses outputs of ${name}, which is not surely done before it`,
          `put ${name} before it`,
        ),
      ]
    })
  })
}

/** The step that a path lies in. */
function userAt(at: ReadonlyMap<string, Arranged>, path: Path): Arranged | undefined {
  for (let length = path.length; length > 0; length--) {
    const step = at.get(JSON.stringify(path.slice(0, length)))
    if (step !== undefined) return step
  }
  return undefined
}

const inUndo = (path: Path, user: Arranged): boolean => path[user.path.length] === 'undo'
