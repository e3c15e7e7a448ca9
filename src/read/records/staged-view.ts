import type { Scalar } from '../../core/runbook/runbook.ts'
import type { Shown } from '../shown/instant.ts'

/** What a change has staged for a flag: what it becomes, and when. */
export type StagedView = {
  readonly change: string
  /** Null: it is an output that is known by then. */
  readonly value: Scalar | null
  readonly since: Shown
  /** Null: its change opens when it is ready, and not at a moment. */
  readonly liveAt: Shown | null
}
