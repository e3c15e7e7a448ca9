import { type FlagContent, sameContent } from '../../flag/definition/definition.ts'

/** What is known of one flag that a change has set, when the change is taken back. */
export type FlagFacts = {
  /** What it holds now; null when there is no such flag. */
  readonly content: FlagContent | null
  readonly lockedBy: string | null
  /** What it held before the change set it, and once the change had; undefined when the change set nothing. */
  readonly before: FlagContent | null | undefined
  readonly left: FlagContent | null | undefined
}

export type FlagBack =
  | { readonly back: 'nothing' }
  | { readonly back: 'restore'; readonly value: FlagContent | null }
  /** Somebody has set or locked it since: that stays. */
  | { readonly back: 'keep'; readonly because: string }

/** `locks`: changes whose locks may be replaced. */
export function flagBack(facts: FlagFacts, locks: readonly string[]): FlagBack {
  const { content, lockedBy, before, left } = facts
  const isOurs = lockedBy !== null && locks.includes(lockedBy)
  // It was so already when the change set it, and can only have been locked.
  if (before === undefined) return isOurs ? { back: 'restore', value: content } : { back: 'nothing' }
  if (lockedBy !== null && !isOurs) return { back: 'keep', because: `it was locked by ${lockedBy} since` }
  if (sameContent(content, left ?? null) || sameContent(content, before))
    return { back: 'restore', value: before }
  return { back: 'keep', because: 'it was set since' }
}
