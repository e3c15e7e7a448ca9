import type { Actor } from '../../core/access/actor.ts'
import type { FlagContent, FlagDefinition } from '../../core/flag/definition/definition.ts'
import type { HeldFlag } from '../../core/flag/lock/held-flag.ts'
import type { Scalar } from '../../core/runbook/runbook.ts'
import type { Instant } from '../../core/time/instant.ts'

/**
 * Flags per environment and target, with history. Every write is journaled in `flags/ENVIRONMENT` in the same
 * transaction.
 */
export interface Flags {
  list(environment: string): Promise<readonly FlagRow[]>
  /** The locked flags of these targets, by target and name, with who holds each. */
  held(environment: string, targets: readonly string[]): Promise<readonly HeldFlag[]>
  /**
   * While a lock is on, as `meetLock` says; `passLock` (a rollback) asks nobody. A change that rolls back lifts its own
   * lock, and puts back the one that it had replaced; a revert lifts the locks that it `replaces`.
   */
  set(write: FlagWrite): Promise<FlagSet>
  /** All of them or, when a lock refuses one, none. */
  setAll(writes: readonly FlagWrite[]): Promise<FlagsSet>
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
  /**
   * What it held before this change first set it; undefined when the change never did; null when the flag did not
   * exist.
   */
  before(
    environment: string,
    target: string,
    flag: string,
    change: string,
  ): Promise<FlagContent | null | undefined>
  /** What it held once this change had set it for the last time; undefined and null as above. */
  leftBy(
    environment: string,
    target: string,
    flag: string,
    change: string,
  ): Promise<FlagContent | null | undefined>
  /**
   * In ascending order: `versions`, or the newest there are, 500 at most and 4 MiB of definitions, but one in any case.
   */
  history(
    environment: string,
    target: string,
    flag: string,
    versions?: readonly number[],
  ): Promise<readonly FlagVersion[]>
  /** What moves when an evaluation may: asked often, so it must cost next to nothing. */
  marks(): Promise<FlagMarks>
}

export type FlagMarks = {
  /** By environment: a number that grows with every write to one of its flags. */
  readonly environments: ReadonlyMap<string, number>
  /** By full name: the generation of every target's split. */
  readonly targets: ReadonlyMap<string, number>
}

export type FlagRow = {
  readonly environment: string
  readonly target: string
  readonly flag: string
  /** What everybody gets; null when a definition decides by subject. */
  readonly value: Scalar | null
  /** Null for a plain value. */
  readonly definition: FlagDefinition | null
  readonly lock: { readonly by: string; readonly because: string; readonly since: Instant } | null
  readonly version: number
  readonly at: Instant
}

export type FlagVersion = {
  readonly version: number
  /** As of a flag; a flag that was removed has neither. */
  readonly value: Scalar | null
  readonly definition: FlagDefinition | null
  readonly by: string
  readonly because: string
  readonly at: Instant
}

export type FlagWrite = {
  readonly environment: string
  readonly target: string
  readonly flag: string
  /** null removes it: how a rollback undoes a flag that did not exist before. */
  readonly value: FlagContent | null
  readonly lock: boolean
  readonly passLock: boolean
  /** Changes whose lock is treated as the writer's own: it is replaced, or lifted where `lock` is false. */
  readonly replaces?: readonly string[]
  readonly actor: Actor
  readonly because: string
  /** The earlier version whose content this is, for the journal. */
  readonly restores?: number
  readonly now: Instant
}

export type FlagSet =
  | { readonly set: true; readonly already: boolean }
  | { readonly set: false; readonly lockedBy: string; readonly because: string }

export type FlagsSet =
  | { readonly set: true }
  | {
      readonly set: false
      readonly locked: readonly {
        readonly flag: string
        readonly lockedBy: string
        readonly because: string
      }[]
    }
