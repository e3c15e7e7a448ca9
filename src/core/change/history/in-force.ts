import { type Change, type ChangeId, isTerminal } from '../state/change.ts'
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
  const own = deedOf(change, begun)
  const since = after.filter(
    (later) =>
      deedOf(later, begun).of === own.of ||
      [...adoptionsOf(later).keys()].some((target) => targets.has(target)),
  )
  const left = leftOver(since, begun)
  const last = left.at(-1)
  if (last === undefined) return { stands: true, since }
  const reverted = left.find((later) => areOpposite(deedOf(later, begun), own))
  return reverted === undefined
    ? { stands: false, because: 'moved', by: last }
    : { stands: false, because: 'reverted', by: reverted }
}

/**
 * What stands at the end of these changes, given and answered oldest first. A change and what takes it back cancel each
 * other out, like two brackets: a revert takes back a change, and a revert of that revert does it anew. What moved
 * other targets in between does not keep them apart.
 */
export function leftOver(changes: readonly Change[], history: readonly Change[]): readonly Change[] {
  const left: Change[] = []
  for (const change of changes) {
    const deed = deedOf(change, history)
    const at = left.findLastIndex(
      (earlier) => areOpposite(deedOf(earlier, history), deed) || moveOneTarget(earlier, change),
    )
    const last = left[at]
    if (last !== undefined && areOpposite(deedOf(last, history), deed)) left.splice(at, 1)
    else left.push(change)
  }
  return left
}

function moveOneTarget(a: Change, b: Change): boolean {
  const targets = adoptionsOf(a)
  return [...adoptionsOf(b).keys()].some((target) => targets.has(target))
}

/** Which change it does, or takes back. */
type Deed = { readonly of: ChangeId; readonly back: boolean }

const areOpposite = (a: Deed, b: Deed): boolean => a.of === b.of && a.back !== b.back

function deedOf(change: Change, history: readonly Change[]): Deed {
  const { reverts } = change.runbook
  if (reverts === undefined || !hasTakenBack(change)) return { of: change.id, back: false }
  const taken = history.find(({ id }) => id === reverts.change)
  if (taken === undefined) return { of: reverts.change, back: true }
  const { of, back } = deedOf(taken, history)
  return { of, back: !back }
}

/** Wholly, or at least all the traffic. */
function hasTakenBack(change: Change): boolean {
  if (change.status === 'succeeded') return true
  const adopted = adoptionsOf(change)
  const targets = change.runbook.reverts?.targets ?? []
  return targets.length > 0 && targets.every(({ target }) => adopted.has(target))
}
