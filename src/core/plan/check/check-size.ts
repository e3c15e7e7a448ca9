import { type Fault, fault, keyFault } from '../../document/finding.ts'
import { isTree, type Tree } from '../../document/tree.ts'

/** What looks at every pair of something takes as long as the square of its number. */
const MOST_STEPS = 1_000
const MOST_INPUTS = 200

export function tooManyInputs({ inputs }: Tree): readonly Fault[] {
  if (!isTree(inputs) || Object.keys(inputs).length <= MOST_INPUTS) return []
  const message = `the plan has more than ${MOST_INPUTS} inputs`
  return [keyFault(['inputs'], 'too-large', message, 'ask the operator for less, or split the plan')]
}

/** Asked of the text as it is, before anything is made of its steps. */
export function tooManySteps({ steps, phases }: Tree): readonly Fault[] {
  const groups = Array.isArray(phases) ? phases.map((one) => (isTree(one) ? one.steps : one)) : []
  if (countOf([steps ?? [], groups]) <= MOST_STEPS) return []
  const message = `the plan has more than ${MOST_STEPS} steps, those of lists within lists counted`
  return [
    fault([steps === undefined ? 'phases' : 'steps'], 'too-large', message, 'split it into several plans'),
  ]
}

function countOf(item: unknown): number {
  if (Array.isArray(item)) return item.reduce((sum: number, one: unknown) => sum + countOf(one), 0)
  return isTree(item) && item.parallel !== undefined ? countOf(item.parallel) : 1
}
