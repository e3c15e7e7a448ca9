import type { Entry } from '../../core/journal/entry.ts'
import type { Runbook } from '../../core/runbook/runbook.ts'

/**
 * The whole journal, all streams in one order: that in which positions were drawn. Transactions end in another order,
 * so something may still appear before what is seen already; only what is final may be passed on as "everything up to
 * here".
 */
export interface Feed {
  /** From what is final now. */
  follow(): Follower
  /** What stands in (after, upTo]; the whole of it once a follower says that `upTo` is final. */
  between(after: number, upTo: number, limit: number): Promise<readonly Placed[]>
  /** No position of this journal is beyond it, committed or not. */
  drawn(): Promise<number>
}

export type Follower = {
  /** Everything after the last final position, in order; so what is not final is seen again. */
  look(limit: number): Promise<Look>
}

export type Look = {
  readonly entries: readonly Placed[]
  /** Nothing will appear up to here any more; null while that is not known of anything. */
  readonly final: number | null
}

/** `runbook`: of the change whose stream it stands in; null for other streams. */
export type Placed = { readonly position: number; readonly entry: Entry; readonly runbook: Runbook | null }
