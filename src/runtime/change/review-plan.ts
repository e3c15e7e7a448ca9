import type { PlanReview, PlanVersion } from '../../ports/store/plans.ts'
import type { Runtime } from '../context/runtime.ts'

/** A person has looked at the newest version of a plan, and it is to stay as it is; null: there is no such plan. */
export const reviewPlan = (
  { store, clock }: Pick<Runtime, 'store' | 'clock'>,
  review: Omit<PlanReview, 'now'>,
): Promise<PlanVersion | null> => store.plans.review({ ...review, now: clock.now() })
