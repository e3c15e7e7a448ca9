import { freshness } from '../../core/change/drilling/freshness.ts'
import { drillChecks } from '../../core/change/items/drill-item.ts'
import { itemsOf, listsOf, progressIn } from '../../core/change/items/place.ts'
import { type Change, isTerminal, runOf } from '../../core/change/state/change.ts'
import type { Seen } from '../progress/seen.ts'
import { type Concern, WHOLE } from './concern.ts'

/** A drill that its checklists will ask for, told before they do. */
export function drillConcerns({ change, drilled, now }: Seen): readonly Concern[] {
  if (drilled === undefined || !isAsked(change)) return []
  const { plan } = change.runbook
  const notOlderThanMs = Math.min(...drillChecks(change.runbook).map((check) => check.notOlderThanMs))
  const { holds, evidence } = freshness({ plan, notOlderThanMs }, drilled, now)
  if (holds) return []
  return [
    {
      concern: 'drill',
      sentence: `Its checklist asks for a drill of its rollback: ${evidence}`,
      since: null,
      remedy: 'Rehearse the rollback where drills are allowed',
      lines: [`cutwater drill ${plan} ...`],
      ...WHOLE,
    },
  ]
}

/** Some line has yet to pass by a drill. */
export function isAsked(change: Change): boolean {
  const { runbook } = change
  if (isTerminal(change) || change.status === 'rolling-back' || drillChecks(runbook).length === 0)
    return false
  const run = runOf(change)
  const lists = listsOf(runbook).flatMap((place) =>
    itemsOf(runbook, place).flatMap(({ id, check }) =>
      check.check === 'drill' ? [(run === null ? null : progressIn(run, place))?.[id]?.status] : [],
    ),
  )
  const accept = runbook.accept.flatMap(({ id, check }) =>
    check.check === 'drill' ? [run?.accept[id]?.status] : [],
  )
  return [...lists, ...accept].some((status) => status !== 'passed')
}
