import type { RevertKnown } from '../../core/change/revert/plan-revert.ts'
import type { DrillProof } from '../../core/change/state/beside.ts'
import type { Change } from '../../core/change/state/change.ts'
import type { HeldFlag } from '../../core/flag/lock/held-flag.ts'
import type { Judged } from '../../core/judge/verdict.ts'
import type { SignalShape } from '../../core/signal/shape.ts'
import type { Instant } from '../../core/time/instant.ts'
import type { FollowUpSummary } from '../../ports/store/follow-ups.ts'
import type { EffectShown } from '../../ports/store/questions.ts'
import type { TargetRow } from '../../ports/store/targets.ts'
import type { Stuck } from '../../ports/store/ticks.ts'
import type { Versions } from '../records/target-versions.ts'

/** Everything that a view of one change is made of, read at one time. */
export type Seen = {
  readonly change: Change
  readonly stuck: Stuck | null
  readonly judged: readonly Judged[]
  /** Of any environment; the change's own are picked by name. */
  readonly targets: readonly TargetRow[]
  /** The locked flags among those that it has yet to set. */
  readonly heldFlags: readonly HeldFlag[]
  /** Since when the server has listened without a break: what was measured before it counts for no promotion. */
  readonly takeover: Instant
  /** What runs on the change's own targets, by service; one that is left out is not known. */
  readonly versions: Readonly<Record<string, Versions>>
  readonly effects: readonly EffectShown[]
  /** What a revert would be planned from; null of a change that did not succeed. */
  readonly revert: RevertKnown | null
  /** What it has left to do at its end; null: nothing, or it has not ended. */
  readonly followUps: FollowUpSummary | null
  /** The newest drill that has proved its rollback, null where none has; left out: nothing of it asks. */
  readonly drilled?: DrillProof | null
  /** What the binding says of a signal now; null when it no longer names it. */
  readonly shapeOf: (signal: string) => SignalShape | null
  readonly now: Instant
}
