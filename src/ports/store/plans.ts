import type { Actor } from '../../core/access/actor.ts'
import type { Instant, Millis } from '../../core/time/instant.ts'

/**
 * The texts that may be run, by name. A version is never changed; registering another text under the name makes the
 * next one.
 */
export interface Plans {
  /** Journaled in `plans/NAME` in the same transaction; `already` when the newest version is this very text. */
  register(plan: NewPlan): Promise<{ readonly already: boolean; readonly plan: PlanVersion }>
  /** That somebody has looked at the newest version; journaled like a registration. Null: there is no such plan. */
  review(review: PlanReview): Promise<PlanVersion | null>
  /** The newest version of each plan, by name. */
  list(after: string, limit: number): Promise<readonly PlanVersion[]>
  /** The newest first. */
  versions(name: string, limit: number): Promise<readonly PlanVersion[]>
  /** The newest version, or the newest with that hash. */
  get(name: string, hash?: string): Promise<(PlanVersion & { readonly text: string }) | null>
}

export type NewPlan = {
  readonly name: string
  readonly title: string
  readonly text: string
  /** As its text says; absent: it need not be reviewed. */
  readonly reviewEveryMs?: Millis | null
  readonly actor: Actor
  readonly now: Instant
}

export type PlanReview = {
  readonly name: string
  readonly because: string
  readonly actor: Actor
  readonly now: Instant
}

export type PlanVersion = {
  readonly name: string
  readonly version: number
  /** SHA-256 of the text, lower-case hex. */
  readonly hash: string
  readonly title: string
  readonly by: string
  readonly at: Instant
  /** As its text says; null: it need not be reviewed. */
  readonly reviewEveryMs: Millis | null
  /** When somebody looked at it last; null: not since it was registered. */
  readonly reviewed: Reviewed | null
}

export type Reviewed = { readonly by: string; readonly at: Instant; readonly because: string }
