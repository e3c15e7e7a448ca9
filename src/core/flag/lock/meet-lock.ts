import { type FlagContent, sameContent } from '../definition/definition.ts'
import type { LockingChange } from './held-flag.ts'

/** What is to be set, and by which change; null: by a person. */
export type FlagSetting = {
  readonly value: FlagContent | null
  readonly change: { readonly id: string; readonly plan: string | null } | null
  /** Changes that this one takes back: what they locked is its own to lock or to lift. */
  readonly replaces?: readonly string[]
}

/** The flag as it stands under its lock. */
export type LockedContent = {
  readonly content: FlagContent | null
  /** The change that locked it; null when a person did. */
  readonly lockedBy: LockingChange | null
}

/**
 * `own`: the same change locked it, and may go on. `stands`: it holds that value already, so nothing is set and the
 * lock stays whose it is. `replaces`: an earlier change of the same plan left the lock behind, or one that is taken
 * back. `refused`: anything else.
 */
export type LockMet = 'own' | 'stands' | 'replaces' | 'refused'

/**
 * What a lock means for a set: the one rule for the check of a plan, a request, the opening of the window and the step
 * itself. A rollback asks nobody.
 */
export function meetLock(
  { content, lockedBy }: LockedContent,
  { value, change, replaces = [] }: FlagSetting,
): LockMet {
  if (change !== null && lockedBy?.id === change.id) return 'own'
  if (lockedBy !== null && replaces.includes(lockedBy.id)) return 'replaces'
  if (content !== null && sameContent(content, value)) return 'stands'
  const left =
    change !== null && lockedBy?.over === true && lockedBy.plan !== null && lockedBy.plan === change.plan
  return left ? 'replaces' : 'refused'
}
