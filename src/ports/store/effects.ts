import type { EffectRef, Outcome } from '../../core/change/outside/observations.ts'
import type { ChangeId } from '../../core/change/state/change.ts'
import type { Act } from '../../core/runbook/runbook.ts'
import type { Instant, Millis } from '../../core/time/instant.ts'

/** The effect row is the truth, and the queue as well. pending -> started (committed before acting) -> an outcome. */
export interface Effects {
  /**
   * Calls `begin` for each effect that a turn taken by this process has ordered, as soon as that turn is committed, a
   * few at a time; until the returned function is called, which waits for those calls. What it misses stays pending.
   */
  whenOrdered(begin: (id: string) => Promise<void>): () => Promise<void>
  /** Those that no server has started, the oldest first. */
  pending(): Promise<readonly string[]>
  /** pending -> started, with a fence: null when somebody else has it or it is over. */
  start(id: string, instance: string, now: Instant): Promise<EffectRow | null>
  /**
   * Takes over one that a dead instance had started: a new fence. Null when it is over, or when somebody was faster.
   */
  takeOver(seen: Pick<EffectRow, 'id' | 'fence'>, instance: string, now: Instant): Promise<EffectRow | null>
  /**
   * Outcome, answer in the change's inbox and its wake-up, in one transaction; false when the fence is old (nothing
   * changes then).
   */
  finish(id: string, fence: number, outcome: Outcome, now: Instant): Promise<boolean>
  /** Started and not finished; after a restart these have to be adopted. */
  unfinished(): Promise<readonly EffectRow[]>
  /**
   * Ids among started ones that a turn has asked to stop. A pending one that is asked to stop is finished as
   * `stopped` there and then.
   */
  toStop(): Promise<readonly EffectRow[]>
}

export type EffectRow = {
  readonly id: string
  readonly change: ChangeId
  readonly environment: string
  /** What its change brings, as its runbook says; empty when it brings none. */
  readonly version: string
  readonly ref: EffectRef
  readonly act: Act
  readonly timeLimitMs: Millis
  /** Safe to run again when nobody knows what became of it. */
  readonly repeatable: boolean
  readonly fence: number
  readonly instance: string | null
  readonly startedAt: Instant | null
  /** When `instance` took it over from another; null when it began it itself. */
  readonly takenAt: Instant | null
  /** The idempotency key: `callKey`. */
  readonly key: string
}
