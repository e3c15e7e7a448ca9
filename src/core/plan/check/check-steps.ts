import { type Fault, fault, isUnder, keyFault, type Path } from '../../document/finding.ts'
import { type Arranged, ancestors, isRollout, targetsOf } from '../compile/arrange.ts'
import type { Substituted } from '../fill/substitute.ts'
import type { Plan } from '../schema/plan.ts'

/** What is wrong with steps and their order, whatever they do. */
export function checkSteps(
  plan: Plan,
  steps: readonly Arranged[],
  filled: Substituted['filled'],
): readonly Fault[] {
  return [
    ...duplicateIds(steps.map(({ id, path }) => ({ id, path }))),
    ...steps.flatMap((step) => checkStep(plan, step)),
    ...unreachable(steps, filled),
    ...contended(steps),
  ]
}

export function duplicateIds(
  named: readonly { readonly id: string; readonly path: Path }[],
): readonly Fault[] {
  const ids = named.map(({ id }) => id)
  return named
    .filter(({ id }, i) => ids.indexOf(id) !== i)
    .map(({ id, path }) =>
      fault([...path, 'id'], 'duplicate-id', `the id ${id} is taken already`, 'give it another id'),
    )
}

function checkStep(plan: Plan, { item, path }: Arranged): readonly Fault[] {
  const faults: Fault[] = []
  if ('action' in item && item.undo === undefined)
    faults.push(
      keyFault(
        [...path, 'action'],
        'no-undo',
        `the action ${item.action} does not say how it is undone`,
        'add undo: { action: NAME }, or undo: { none: true, because: "why nothing needs undoing" }',
      ),
    )
  if ('deploy' in item && item.version === undefined && (plan.version ?? '') === '')
    faults.push(
      keyFault(
        [...path, 'deploy'],
        'no-version',
        `nothing says which version of ${item.deploy} is deployed`,
        'add version: "${{ inputs.version_tag }}" to the plan',
      ),
    )
  if ('flags' in item && !Object.keys(item.flags).some((key) => key !== 'lock' && key !== 'targets'))
    faults.push(keyFault([...path, 'flags'], 'no-flags', 'no flag is set here', 'write FlagName: value'))
  return faults
}

/** A `when` that no input can change. */
function unreachable(steps: readonly Arranged[], filled: Substituted['filled']): readonly Fault[] {
  const places = new Map(
    steps.flatMap(({ leftOutAt }) =>
      leftOutAt === null ? [] : [[JSON.stringify(leftOutAt), leftOutAt] as const],
    ),
  )
  return [...places.values()]
    .filter((when) =>
      filled.every(({ path, constant }) => constant || !isUnder(path, when) || path.length !== when.length),
    )
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
function contended(steps: readonly Arranged[]): readonly Fault[] {
  const before = ancestors(steps)
  return steps.flatMap((step, i) => {
    const mine = traffic(step)
    const rival = steps.slice(0, i).find((other) => {
      if (!isRollout(step.item) && !isRollout(other.item))
        return (
          'deploy' in step.item &&
          'deploy' in other.item &&
          unordered(before, step, other) &&
          overlaps(mine, traffic(other))
        )
      return unordered(before, step, other) && overlaps(mine, traffic(other))
    })
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

const traffic = ({ item }: Arranged): readonly string[] => ('flags' in item ? [] : (targetsOf(item) ?? []))
const overlaps = (a: readonly string[], b: readonly string[]): boolean =>
  a.some((target) => b.includes(target))
const unordered = (before: ReturnType<typeof ancestors>, a: Arranged, b: Arranged): boolean =>
  !before.get(a.id)?.has(b.id) && !before.get(b.id)?.has(a.id)
