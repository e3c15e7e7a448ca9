import type { Change } from '../../../core/change/state/change.ts'
import type { Instant } from '../../../core/time/instant.ts'
import type { Tx } from '../database/pool.ts'

/** For whom, when and in which transaction an order is carried out. */
export type Doing = {
  readonly tx: Tx
  readonly change: Change
  readonly now: Instant
  /** Generations of the change's targets as the turn saw them. */
  readonly generations: ReadonlyMap<string, number>
}

/** Somebody else was faster: what the turn was decided from is no longer true. */
export class FreshLookNeeded extends Error {
  override readonly name = 'FreshLookNeeded'
}
