import type { FollowUpSummary } from '../../ports/store/follow-ups.ts'
import { instant, type Shown } from '../shown/instant.ts'

/** What a change has left to do at its end, in numbers. */
export type FollowUpsView = {
  /** Not done; those that are overdue too. */
  readonly open: number
  readonly overdue: number
  readonly done: number
  /** When the next and the last are due of those that are not done. */
  readonly nextDueAt: Shown | null
  readonly lastDueAt: Shown | null
}

const shown = (at: number | null): Shown | null => (at === null ? null : instant(at))

export const viewFollowUps = (summary: FollowUpSummary | null): FollowUpsView | null =>
  summary === null
    ? null
    : { ...summary, nextDueAt: shown(summary.nextDueAt), lastDueAt: shown(summary.lastDueAt) }
