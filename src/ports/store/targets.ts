import type { Actor } from '../../core/access/actor.ts'
import type { ChangeId } from '../../core/change/state/change.ts'
import type { Instant } from '../../core/time/instant.ts'
import type { Desired } from '../../core/traffic/desired.ts'
import type { ProxyReport } from '../traffic.ts'

/**
 * Desired and observed state of the targets; the reconciler reads one and writes the other. Names are
 * `environment/service`.
 */
export interface Targets {
  /** Rows for targets that the bindings name; existing rows are left alone (stable blue, closed, generation 1). */
  ensure(names: readonly string[], now: Instant): Promise<void>
  list(): Promise<readonly TargetRow[]>
  get(name: string): Promise<TargetRow | null>
  /**
   * What the proxies said between `askedAt` and `now`. Wakes the owning change when the target's settled state or
   * observed weight changed. False when somebody else has reported since `askedAt`, who may have seen something
   * newer; nothing changes then.
   */
  report(name: string, reports: readonly ProxyReport[], now: Instant, askedAt: Instant): Promise<boolean>
  /**
   * Close and latch in a new generation, journaled; the owner, if any, is returned so that it can be told. Of a target
   * that is latched already only the reason is journaled, unless that is what was said last.
   */
  latch(
    name: string,
    actor: Actor,
    because: string,
    now: Instant,
  ): Promise<{ owner: ChangeId | null; already: boolean }>
  /** Journal a reason that is heard of later than the latch itself; nothing else changes. */
  explainLatch(name: string, actor: Actor, because: string, now: Instant): Promise<void>
  /** Lift the latch (still closed), journaled. */
  release(name: string, actor: Actor, because: string, now: Instant): Promise<{ already: boolean }>
  /**
   * A proxy that was latched behind the database's back (`kill --direct`): take its latch over with a newer
   * generation.
   */
  adoptLatch(name: string, generation: number, now: Instant): Promise<{ owner: ChangeId | null }>
}

export type TargetRow = {
  readonly name: string
  readonly desired: Desired
  readonly owner: ChangeId | null
  readonly proxies: readonly {
    readonly instance: string
    readonly has: Desired | null
    readonly seenAt: Instant | null
    readonly because: string | null
  }[]
}
