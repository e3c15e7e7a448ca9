import type { Actor } from '../../core/access/actor.ts'
import type { ChangeId } from '../../core/change/state/change.ts'
import type { Instant } from '../../core/time/instant.ts'
import type { TrafficConflict } from '../../core/traffic/conflict.ts'
import type { Desired } from '../../core/traffic/desired.ts'
import type { TrafficMode } from '../../core/traffic/mode.ts'
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
   * What its proxies turn away, in a new generation, journaled; the owner, if any, is woken. Nothing is written where
   * it is so already.
   */
  setMode(
    name: string,
    mode: TrafficMode,
    actor: Actor,
    because: string,
    now: Instant,
  ): Promise<{ owner: ChangeId | null; already: boolean }>
  /**
   * A proxy that was latched behind the database's back (`kill --direct`), or that has something newer although the
   * target is latched: latch above its generation, with the side that it calls stable.
   */
  adoptLatch(name: string, has: Desired, now: Instant): Promise<{ owner: ChangeId | null }>
  /**
   * A proxy has something that the database cannot know; journaled. It stays until it is decided or the target is
   * latched. False when it was known.
   */
  conflict(name: string, proxy: string, has: Desired, now: Instant): Promise<boolean>
  /**
   * Ends a conflict, journaled, in a generation above the proxies': `adopt-proxy` takes their stable side, and closes;
   * `overwrite-proxy` gives them what is desired. Null when there is no conflict.
   */
  decide(
    name: string,
    how: ConflictWay,
    actor: Actor,
    because: string,
    now: Instant,
  ): Promise<{ desired: Desired; owner: ChangeId | null } | null>
  /**
   * Nobody waits any more for a proxy that does not answer, until it answers again; journaled, and the owner is woken.
   * Refused while it answers, and of the last one: what nobody has acknowledged is not so.
   */
  dismissProxy(
    name: string,
    proxy: string,
    actor: Actor,
    because: string,
    now: Instant,
  ): Promise<ProxyDismissal>
}

export type ProxyDismissal =
  | { readonly dismissed: true; readonly already: boolean }
  | { readonly dismissed: false; readonly because: 'unknown-proxy' | 'answers' | 'the-last' }

export type ConflictWay = 'adopt-proxy' | 'overwrite-proxy'

export type TargetRow = {
  readonly name: string
  readonly desired: Desired
  readonly owner: ChangeId | null
  /** A proxy has what the database cannot explain; null when none has. */
  readonly conflict: TrafficConflict | null
  /** Who set its mode last, why and when; null while nobody ever has. `because` is null where a change says why. */
  readonly modeSet: ModeSet | null
  /** The change whose sides were swapped beneath it, by word of a proxy. */
  /**
   * What changes say of its versions counts from here on: a proxy had what the database could not explain. Null: from
   * the first of them on.
   */
  readonly knownSince?: Instant | null
  readonly swappedUnder: ChangeId | null
  readonly proxies: readonly {
    readonly instance: string
    readonly has: Desired | null
    readonly seenAt: Instant | null
    readonly because: string | null
    /** Writes let through before the mode that it has; null when it does not say, and without a mode. */
    readonly writes: number | null
  }[]
  /** Proxies that do not answer and that a person has written off; they are not among the others. */
  readonly dismissed: readonly Dismissed[]
}

export type Dismissed = {
  readonly instance: string
  readonly by: Actor
  readonly because: string
  readonly at: Instant
}

export type ModeSet = {
  readonly by: Actor
  readonly because: string | null
  readonly at: Instant
}
