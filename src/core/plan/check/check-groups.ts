import { type Fault, keyFault } from '../../document/finding.ts'
import type { Tree } from '../../document/tree.ts'

/** A plan is one list of steps or a list of phases. Asked of the text as it is; `found`: what is wrong with it. */
export function checkGroups({ steps, phases }: Tree, found: readonly Fault[]): readonly Fault[] {
  const isMisspelt = found.some(
    ({ remedy }) => remedy.endsWith('mean steps?') || remedy.endsWith('mean phases?'),
  )
  if (steps === undefined && phases === undefined && isMisspelt) return []
  if (steps === undefined && phases === undefined)
    return [
      keyFault([], 'missing', 'steps is missing', 'write what is to be done under `steps`, or `phases`'),
    ]
  if (steps === undefined || phases === undefined) return []
  return [
    keyFault(
      ['phases'],
      'steps-and-phases',
      'the plan has both `steps` and `phases`',
      'put the steps into a phase, such as - phase: { name: rollout, at: T }',
    ),
  ]
}
