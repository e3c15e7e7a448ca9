import type { Instant } from '../../time/instant.ts'
import type { FlagContent } from '../definition/definition.ts'

/** A flag that is locked: what it holds, by whom it is locked, and why. */
export type HeldFlag = {
  readonly target: string
  readonly flag: string
  readonly content: FlagContent | null
  readonly lock: HeldLock
}

export type HeldLock = {
  /** Who locked it: a person's name, or the id of a change. */
  readonly by: string
  readonly because: string
  readonly since: Instant
  /** The change that locked it; null when a person did. */
  readonly change: LockingChange | null
}

/** `plan` is null when nothing is known of such a change; `over`: it has ended, so it only left the lock behind. */
export type LockingChange = { readonly id: string; readonly plan: string | null; readonly over: boolean }
