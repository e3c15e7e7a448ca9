import { type Change, isTerminal } from '../state/change.ts'
import { adoptionsOf, begunInOrder } from './adoption.ts'

/** Whether what a change did still stands, or what has come since. */
export type Standing =
  /** `since`: changes that came later and took each other back. */
  | { readonly stands: true; readonly since: readonly Change[] }
  | { readonly stands: false; readonly because: 'being-reverted' | 'reverted' | 'moved'; readonly by: Change }

/** `history`: the changes on its targets, in whatever order. */
export function standingOf(change: Change, history: readonly Change[]): Standing {
  const open = history.find((one) => one.runbook.reverts?.change === change.id && !isTerminal(one))
  if (open !== undefined) return { stands: false, because: 'being-reverted', by: open }
  const begun = begunInOrder(history)
  const after = begun.slice(begun.findIndex(({ id }) => id === change.id) + 1)
  const targets = new Set(adoptionsOf(change).keys())
  const { left, since } = leftOver(change, after, (later) =>
    [...adoptionsOf(later).keys()].some((target) => targets.has(target)),
  )
  const [first] = left
  if (first === undefined) return { stands: true, since }
  return first.runbook.reverts?.change === change.id
    ? { stands: false, because: 'reverted', by: first }
    : { stands: false, because: 'moved', by: left.at(-1) ?? first }
}

/**
 * A change that was taken back, and the revert that did it, cancel each other out, like two brackets; so what a revert
 * took back stands again once that revert was itself taken back. `left` stands at the end, the oldest first. `on`: what
 * they came after; `counts`: whether a change matters that takes back none of these.
 */
export function leftOver(
  on: Change | null,
  changes: readonly Change[],
  counts: (change: Change) => boolean,
): { readonly left: readonly Change[]; readonly since: readonly Change[] } {
  const left: Change[] = []
  const since: Change[] = []
  for (const change of changes) {
    const last = left.at(-1) ?? on
    const takesLast = last !== null && change.runbook.reverts?.change === last.id && hasTakenBack(change)
    if (!takesLast && !counts(change)) continue
    since.push(change)
    if (takesLast && left.length > 0) left.pop()
    else left.push(change)
  }
  return { left, since }
}

/** Wholly, or at least all the traffic. */
function hasTakenBack(change: Change): boolean {
  if (change.status === 'succeeded') return true
  const adopted = adoptionsOf(change)
  const targets = change.runbook.reverts?.targets ?? []
  return targets.length > 0 && targets.every(({ target }) => adopted.has(target))
}
