import type { Millis } from '../time/instant.ts'

/** Tasks that are owed after the end; records beside the change, which is immutable by then. */
export type FollowUp = {
  readonly id: string
  readonly on: 'succeeded' | 'rollback'
  readonly when:
    | { readonly due: 'within'; readonly withinMs: Millis }
    /** Again and again, as in hypercare: each round is due at its end. */
    | { readonly due: 'every'; readonly everyMs: Millis; readonly forMs: Millis }
  readonly tasks: readonly FollowUpTask[]
}

export type FollowUpTask = {
  readonly id: string
  readonly title: string
  /** Who owes it: a key of the runbook's `leads`; absent: whoever requested the change. */
  readonly owner?: string
}
