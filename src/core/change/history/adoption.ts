import type { Instant } from '../../time/instant.ts'
import type { Side } from '../../traffic/desired.ts'
import { openedAt, tOf } from '../phase/clock.ts'
import { type Change, type Run, runOf, type StepProgress } from '../state/change.ts'

/** The swap of a target's sides: which rollout ordered it and when, and which side served everybody before. */
export type Adoption = { readonly step: string; readonly at: Instant; readonly was: Side }

/** What a change adopted, by target; also one that failed afterwards, for the swap is not taken back. */
export function adoptionsOf(change: Change): ReadonlyMap<string, Adoption> {
  return new Map(change.runbook.steps.flatMap(({ id }) => [...adoptedBy(id, change)]))
}

/** What one of its steps adopted: none, unless it is a rollout or an adopt step that came so far. */
export function adoptedBy(step: string, change: Change): ReadonlyMap<string, Adoption> {
  const swap = swapOf(runOf(change)?.steps[step])
  if (swap === null) return new Map()
  const { at, was } = swap
  return new Map(Object.entries(was).map(([target, side]) => [target, { step, at, was: side }]))
}

type Swap = { readonly at: Instant; readonly was: Readonly<Record<string, Side>> }

/** From the moment at which it was ordered: proxies may have it already. */
function swapOf(progress: StepProgress | undefined): Swap | null {
  if (progress?.status === 'adopting') return { at: progress.since, was: progress.was }
  if (progress?.status === 'done' && progress.adoption !== undefined) return progress.adoption
  const rollout = progress?.status === 'rolling' || progress?.status === 'done' ? progress.rollout : undefined
  return rollout?.phase.phase === 'adopting' ? { at: rollout.phase.since, was: rollout.phase.was } : null
}

/**
 * Those that have opened, in the order in which they did: before T no target is touched. A target has one at a time, so
 * they do not overlap there.
 */
export function begunInOrder(history: readonly Change[]): readonly (Change & { readonly run: Run })[] {
  return history
    .filter((change): change is Change & { readonly run: Run } => openedAt(change) !== null)
    .toSorted((a, b) => tOf(a.run) - tOf(b.run) || (a.id < b.id ? -1 : 1))
}
