import type { DrillProof } from '../../core/change/state/beside.ts'
import type { Change, ChangeId, Status } from '../../core/change/state/change.ts'
import type { Entry } from '../../core/journal/entry.ts'
import type { Stuck } from './ticks.ts'

/** What people ask; answered from the same tables, never by a turn. */
export interface Questions {
  /** Newest first; only older ones than `before`. */
  changes(filter: {
    readonly status?: readonly Status[]
    readonly before?: ChangeId
    readonly limit: number
  }): Promise<readonly Change[]>
  change(id: ChangeId): Promise<{
    readonly change: Change
    readonly stuck: Stuck | null
    readonly effects: readonly EffectShown[]
  } | null>
  /** Those of these changes whose turns go wrong. */
  stuck(ids: readonly ChangeId[]): Promise<ReadonlyMap<ChangeId, Stuck>>
  /**
   * The changes on any of these targets, of full names, that have begun or may begin, newest first; and the one that is
   * asked about. Of very many only the newest.
   */
  history(targets: readonly string[], asked: ChangeId): Promise<readonly Change[]>
  /** Those that went back on any of these targets, of full names, and are verified still; 20 at most. */
  verifying(targets: readonly string[]): Promise<readonly Change[]>
  /** Drills, newest first; of one plan or of all, and only older ones than `before`. */
  drills(filter: {
    readonly plan?: string
    readonly before?: ChangeId
    readonly limit: number
  }): Promise<readonly Change[]>
  /** The newest drill that has proved the rollback with this hash; null where none has. */
  drillProof(plan: string, rollback: string): Promise<DrillProof | null>
  journal(id: ChangeId, after: number, limit: number): Promise<readonly Entry[]>
}

export type EffectShown = {
  readonly item: string
  readonly direction: string
  readonly attempt: number
  readonly status: string
  /** Redacted and bounded: what it printed, its beginning and its end; else why it did not end well. */
  readonly output: string
}
