import { reviewDueAt } from '../../core/plan/review.ts'
import { withoutMarks } from '../../core/text/visible.ts'
import type { Instant, Millis } from '../../core/time/instant.ts'
import type { PlanVersion } from '../../ports/store/plans.ts'
import type { DrillView } from '../drills/drill-view.ts'
import { instant, type Shown } from '../shown/instant.ts'

export type PlanLine = Omit<PlanVersion, 'at' | 'reviewEveryMs' | 'reviewed'> & {
  readonly at: Shown
  /** Null: its text does not ask for it. */
  readonly review: ReviewView | null
}

export type ReviewView = {
  readonly everyMs: Millis
  readonly dueAt: Shown
  readonly overdue: boolean
  /** The last one; null: nobody has, since it was registered. */
  readonly last: { readonly by: string; readonly at: Shown; readonly because: string } | null
}

/** One version of a plan with its text, and what came before and after it. */
export type PlanView = PlanLine & {
  readonly text: string
  readonly versions: readonly PlanLine[]
  /** The newest drill of its rollback, whatever it came to; null: none was run here. */
  readonly lastDrill: DrillView | null
}

export const viewPlan = (plan: PlanVersion, now: Instant): PlanLine => ({
  name: plan.name,
  version: plan.version,
  hash: plan.hash,
  title: withoutMarks(plan.title),
  by: plan.by,
  at: instant(plan.at),
  review: viewReview(plan, now),
})

function viewReview(plan: PlanVersion, now: Instant): ReviewView | null {
  const { reviewEveryMs, reviewed } = plan
  const dueAt = reviewDueAt(plan)
  if (dueAt === null || reviewEveryMs === null) return null
  const last =
    reviewed === null
      ? null
      : { by: reviewed.by, at: instant(reviewed.at), because: withoutMarks(reviewed.because) }
  return { everyMs: reviewEveryMs, dueAt: instant(dueAt), overdue: now >= dueAt, last }
}
