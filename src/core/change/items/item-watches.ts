import type { Gate } from '../../judge/rule.ts'
import type { Item } from '../../runbook/runbook.ts'
import type { Instant } from '../../time/instant.ts'
import { acceptItem } from '../outside/observations.ts'
import type { Run, Underway } from '../state/change.ts'
import { isOpen, itemRef, itemsOf, listsOf, progressIn } from './place.ts'
import { itemWatch } from './rule-item.ts'

/** A rule of a checklist that somebody has to measure now; `step` is how its place is called in what the judge says. */
export type WatchedItem = {
  readonly key: string
  readonly step: string
  readonly rule: Gate
  readonly target: string
  readonly from: Instant
  /** What is measured; left out: the canary. */
  readonly slot?: 'stable'
  /** From when on its word has to be for it to count. */
  readonly since: Instant
}

/** Rules are measured as long as their item may still pass by them. */
export function itemWatches(change: Underway): readonly WatchedItem[] {
  const { run, runbook } = change
  const lists = listsOf(runbook).flatMap((place) => {
    const items = isOpen(run, place) ? progressIn(run, place) : null
    const since = sinceOf(run.steps[place.step])
    if (items === null || since === null) return []
    return itemsOf(runbook, place)
      .filter(({ id }) => items[id]?.status !== 'passed')
      .flatMap((item) => watch(item, itemRef({ ...place, item: item.id }), since, change))
  })
  const { windowClosedAt } = run
  const accept =
    windowClosedAt === null
      ? []
      : runbook.accept
          .filter(({ id, check }) => check.check === 'rule' && run.accept[id]?.status === 'waiting')
          .flatMap((item) => watch(item, acceptItem(item.id), windowClosedAt, change))
  return [...lists, ...accept]
}

function sinceOf(progress: Run['steps'][string] | undefined): Instant | null {
  if (progress?.status === 'ticking') return progress.since
  return progress?.status === 'rolling' ? (progress.rollout.asked?.at ?? null) : null
}

function watch(
  { check }: Item,
  ref: string,
  since: Instant,
  { run, runbook }: Underway,
): readonly WatchedItem[] {
  if (check.check !== 'rule') return []
  const { rule, targets } = check
  return targets.map((target) => {
    const { name, from, slot } = itemWatch(ref, rule, target, since, run, runbook)
    const measured = slot === 'stable' ? { slot } : {}
    return { key: `${name}/${rule.id}@${target}`, step: name, rule, target, from, since, ...measured }
  })
}
