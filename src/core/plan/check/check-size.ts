import { type Fault, fault, keyFault } from '../../document/finding.ts'
import { isTree, type Tree } from '../../document/tree.ts'
import { isParallel, isSequence } from '../compile/arrange.ts'
import type { PlanItem } from '../schema/step.ts'

/** What looks at every pair of something takes as long as the square of its number. */
const MOST_STEPS = 500
const MOST_INPUTS = 200

export function tooManyInputs({ inputs }: Tree): readonly Fault[] {
  if (!isTree(inputs) || Object.keys(inputs).length <= MOST_INPUTS) return []
  const message = `the plan has more than ${MOST_INPUTS} inputs`
  return [keyFault(['inputs'], 'too-large', message, 'ask the operator for less, or split the plan')]
}

export function tooManySteps(steps: readonly PlanItem[]): readonly Fault[] {
  if (countOf(steps) <= MOST_STEPS) return []
  const message = `the plan has more than ${MOST_STEPS} steps, those of lists within lists counted`
  return [fault(['steps'], 'too-large', message, 'split it into several plans')]
}

function countOf(item: PlanItem): number {
  if (isSequence(item)) return item.reduce((sum, one) => sum + countOf(one), 0)
  return isParallel(item) ? countOf(item.parallel) : 1
}
