import type { Item, Runbook } from '../../runbook/runbook.ts'
import type { Instant, Millis } from '../../time/instant.ts'
import type { EventBody } from '../events/event.ts'
import type { Observations } from '../outside/observations.ts'
import type { Run } from '../state/change.ts'
import type { ItemProgress, Items } from '../state/items.ts'
import { resolveAct } from '../state/resolve-act.ts'
import { rehearsed } from './drill-item.ts'
import { announced, type Found, heldOverLastStage } from './evidence.ts'
import { guardsQuiet } from './guards-quiet.ts'
import { heldSlos } from './held-slos.ts'
import { blocks, itemRef, itemsOf, type ListPlace } from './place.ts'
import { ruleHolds } from './rule-item.ts'

/** Everything that a turn of a checklist is decided from. `since`: when it was asked. */
export type Asking = {
  readonly place: ListPlace
  readonly items: Items
  readonly since: Instant
  readonly run: Run
  readonly runbook: Runbook
  readonly now: Instant
  readonly seen: Observations
}

/**
 * What is new of the evidence: each item that has not passed is asked, and asked again. An act waits longer after each
 * failure; what the change itself knows, or the judge, is looked at in every turn.
 */
export function askItems(asking: Asking): readonly EventBody[] {
  const { items, runbook, place } = asking
  const all = itemsOf(runbook, place)
  // A gate says how it is when all else is done, and not how it was while people were waited for.
  const isLast = isThrough(
    all.filter(({ gate }) => gate === undefined),
    items,
  )
  return all.flatMap((item) => {
    const progress = items[item.id]
    const isAsked = progress?.status === 'waiting' || progress?.status === 'failed'
    return isAsked && (item.gate === undefined || isLast) ? askItem(item, progress, asking) : []
  })
}

type Unanswered = Extract<ItemProgress, { status: 'waiting' | 'failed' }>

function askItem({ id, check }: Item, progress: Unanswered, asking: Asking): readonly EventBody[] {
  const { run, runbook, now } = asking
  const ref = itemRef({ ...asking.place, item: id })
  switch (check.check) {
    case 'person':
      return []
    case 'held':
      return known(ref, heldOverLastStage(check, run, runbook), progress)
    case 'held-slos':
      return known(ref, heldSlos(check, run, runbook), progress)
    case 'guards-quiet':
      return known(ref, guardsQuiet(asking.place, run, runbook), progress)
    case 'events':
      return known(ref, announced(check.names, run), progress)
    case 'drill':
      return known(ref, rehearsed(check, runbook, asking.seen, now), progress)
    case 'rule': {
      const found = ruleHolds(ref, check, asking.since, run, runbook, asking)
      // Its numbers change with every measurement: the first that are bad are kept, the last are shown.
      return found === null || (!found.holds && progress.status === 'failed')
        ? []
        : known(ref, found, progress)
    }
    case 'act': {
      if (progress.status === 'failed' && (progress.askAt === null || now < progress.askAt)) return []
      const attempt = attemptAfter(progress)
      const resolved = resolveAct(check.act, run)
      return 'unknown' in resolved
        ? [itemFailed(ref, attempt, resolved.unknown, now)]
        : [{ type: 'item-started', item: ref, attempt, act: resolved.act }]
    }
  }
}

function known(item: string, { holds, evidence }: Found, progress: Unanswered): readonly EventBody[] {
  if (holds) return [{ type: 'item-passed', item, evidence }]
  if (progress.status === 'failed' && progress.evidence === evidence) return []
  return [{ type: 'item-failed', item, attempt: attemptAfter(progress), evidence, askAt: null }]
}

const attemptAfter = (progress: Unanswered): number =>
  progress.status === 'failed' ? progress.attempt + 1 : 1

/** An act of evidence that did not succeed, and when it is asked again. */
export function itemFailed(item: string, attempt: number, evidence: string, now: Instant): ItemFailed {
  return { type: 'item-failed', item, attempt, evidence, askAt: now + waitAfter(attempt) }
}

type ItemFailed = Extract<EventBody, { type: 'item-failed' }>

const FIRST_WAIT_MS: Millis = 10_000
const LONGEST_WAIT_MS: Millis = 5 * 60_000

/** Twice as long after each failure, up to a bound: what a person fixes is seen soon. */
export const waitAfter = (attempt: number): Millis =>
  Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(attempt - 1, 10))

/** Nothing blocks any more, and no evidence is still being looked for: an item that need not pass is asked once. */
export function isThrough(list: readonly Item[], items: Items): boolean {
  return list.every((item) => {
    const progress = items[item.id]
    if (blocks(item, progress)) return false
    return !(item.check.check === 'act' && (progress?.status === 'waiting' || progress?.status === 'running'))
  })
}

/** When the next act of evidence is due. */
export function deadlinesOf(items: Items): readonly Instant[] {
  return Object.values(items).flatMap((item) =>
    item.status === 'failed' && item.askAt !== null ? [item.askAt] : [],
  )
}
