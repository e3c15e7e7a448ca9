import type { Millis } from '../time/instant.ts'
import type { Act } from './act.ts'

/** One line of a checklist, each a check with its evidence. */
export type Item = {
  readonly id: string
  readonly title: string
  readonly check: ItemCheck
}

export type ItemCheck =
  /** The named gate held over the last stage's whole hold. */
  | { readonly check: 'held'; readonly rollout: string; readonly gate: string }
  /** An effect that succeeds: an action of the binding, or a flag read back. Its output is the evidence. */
  | { readonly check: 'act'; readonly act: Act; readonly timeLimitMs: Millis }
  /** Every name (a trailing `*` matches any rest) is among the events this change announced. */
  | { readonly check: 'events'; readonly names: readonly string[] }
  /**
   * Left to a person; never blocks, is never counted as passed. After success it may be settled for `openForMs` more;
   * absent: as long as `openUntil` says.
   */
  | { readonly check: 'person'; readonly who: string; readonly openForMs?: Millis }
