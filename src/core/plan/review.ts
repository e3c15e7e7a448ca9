import type { Finding } from '../document/finding.ts'
import { formatDuration } from '../time/duration.ts'
import type { Instant, Millis } from '../time/instant.ts'

/** What is known of a registered version that decides when somebody has to look at it again. */
export type Reviewable = {
  readonly name: string
  readonly version: number
  readonly at: Instant
  /** As its text says; null: it need not be reviewed. */
  readonly reviewEveryMs: Millis | null
  readonly reviewed: { readonly at: Instant } | null
}

/** When it is to be reviewed next; null: never. */
export const reviewDueAt = ({
  at,
  reviewEveryMs,
  reviewed,
}: Omit<Reviewable, 'name' | 'version'>): Instant | null =>
  reviewEveryMs === null ? null : (reviewed?.at ?? at) + reviewEveryMs

/** A warning for a version that nobody has looked at for too long. It stops nothing. */
export function reviewFindings(plan: Reviewable, file: string, now: Instant): readonly Finding[] {
  const dueAt = reviewDueAt(plan)
  if (dueAt === null || plan.reviewEveryMs === null || now < dueAt) return []
  const { name, version, at, reviewed } = plan
  const since = `was ${reviewed === null ? 'registered' : 'reviewed'} ${ago(now - (reviewed?.at ?? at))} ago`
  return [
    {
      file,
      line: 1,
      column: 1,
      severity: 'warning',
      code: 'review-due',
      message: `${name} version ${version} ${since} and is to be reviewed every ${formatDuration(plan.reviewEveryMs)}`,
      remedy: `read it, then run cutwater plan review ${name} --because "...", or register what should be otherwise`,
    },
  ]
}

const DAY: Millis = 86_400_000
function ago(ms: Millis): string {
  const days = Math.floor(ms / DAY)
  if (days === 0) return formatDuration(Math.floor(ms / 1_000) * 1_000)
  return days === 1 ? 'a day' : `${days} days`
}
