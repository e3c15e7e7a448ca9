import { type Change, runOf } from '../../core/change/state/change.ts'
import type { Consideration } from '../../core/change/state/consideration.ts'
import { withoutMarks } from '../../core/text/visible.ts'
import { instant, type Shown } from '../shown/instant.ts'

/** What people weigh before they call for a rollback, and what they have asked. */
export type ConsiderationsView = {
  /** As the plan names it. */
  readonly weigh: readonly string[]
  /** In the order in which they were raised. */
  readonly raised: readonly ConsiderationView[]
}

export type ConsiderationView = Pick<Consideration, 'number' | 'by' | 'because'> & {
  readonly at: Shown
  /** Null: nobody has answered it yet. */
  readonly answer: {
    readonly as: 'declined' | 'rolled-back'
    readonly by: string
    readonly at: Shown
    readonly because: string
  } | null
}

export function viewConsiderations(change: Change): ConsiderationsView {
  const raised = runOf(change)?.considerations ?? []
  return {
    weigh: (change.runbook.wayDown?.considerations ?? []).map(withoutMarks),
    raised: raised.map(({ number, by, at, because, answer }) => ({
      number,
      by,
      at: instant(at),
      because: withoutMarks(because),
      answer:
        answer === null ? null : { ...answer, at: instant(answer.at), because: withoutMarks(answer.because) },
    })),
  }
}
