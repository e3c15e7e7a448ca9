import { type Fault, fault } from '../../document/finding.ts'
import type { Plan } from '../schema/plan.ts'

/** What is wrong with how often a plan is to be reviewed. */
export const checkReview = ({ reviewEvery }: Pick<Plan, 'reviewEvery'>): readonly Fault[] =>
  reviewEvery === 0
    ? [fault(['reviewEvery'], 'bad-value', 'nobody reviews a plan all the time', 'write 90d')]
    : []
