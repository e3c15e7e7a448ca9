import type { Actor } from '../../core/change/actor.ts'
import type { Scalar } from '../../core/runbook/runbook.ts'
import type { Instant } from '../../core/time/instant.ts'

/** Flags per environment and target, with history. Every write is journaled in `flags/ENVIRONMENT` in the same transaction. */
export interface Flags {
  list(environment: string): Promise<readonly FlagRow[]>
  /** Refused as `locked` while a lock is on, unless `passLock` (a rollback) or the lock is the same change's own. */
  set(write: FlagWrite): Promise<FlagSet>
  lock(
    environment: string,
    target: string,
    flag: string,
    actor: Actor,
    because: string,
    now: Instant,
  ): Promise<{ already: boolean }>
  unlock(
    environment: string,
    target: string,
    flag: string,
    actor: Actor,
    because: string,
    now: Instant,
  ): Promise<{ already: boolean }>
  /** The value before this change first set it; undefined when the change never did; null when the flag did not exist. */
  before(
    environment: string,
    target: string,
    flag: string,
    change: string,
  ): Promise<Scalar | null | undefined>
  history(environment: string, target: string, flag: string): Promise<readonly FlagVersion[]>
}

export type FlagRow = {
  readonly environment: string
  readonly target: string
  readonly flag: string
  readonly value: Scalar
  readonly lock: { readonly by: string; readonly because: string; readonly since: Instant } | null
  readonly version: number
  readonly at: Instant
}

export type FlagVersion = {
  readonly version: number
  readonly value: Scalar | null
  readonly by: string
  readonly because: string
  readonly at: Instant
}

export type FlagWrite = {
  readonly environment: string
  readonly target: string
  readonly flag: string
  /** null removes it: how a rollback undoes a flag that did not exist before. */
  readonly value: Scalar | null
  readonly lock: boolean
  readonly passLock: boolean
  readonly actor: Actor
  readonly because: string
  readonly now: Instant
}

export type FlagSet =
  | { readonly set: true; readonly already: boolean }
  | { readonly set: false; readonly lockedBy: string; readonly because: string }
