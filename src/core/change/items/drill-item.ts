import type { ItemCheck, Runbook } from '../../runbook/runbook.ts'
import type { Instant } from '../../time/instant.ts'
import { freshness } from '../drilling/freshness.ts'
import type { Observations } from '../outside/observations.ts'
import { type Change, runOf } from '../state/change.ts'
import type { Found } from './evidence.ts'
import { isOpen, itemsOf, listsOf, progressIn } from './place.ts'

export type DrillCheck = Extract<ItemCheck, { check: 'drill' }>

/** A drill that nobody has told of is none. */
export const rehearsed = (
  { notOlderThanMs }: DrillCheck,
  { plan }: Pick<Runbook, 'plan'>,
  { drilled = null }: Pick<Observations, 'drilled'>,
  now: Instant,
): Found => freshness({ plan, notOlderThanMs }, drilled, now)

/** Every line of a runbook that asks for a drill. */
export const drillChecks = (runbook: Pick<Runbook, 'steps' | 'accept'>): readonly DrillCheck[] =>
  [...listsOf(runbook).flatMap((place) => itemsOf(runbook, place)), ...runbook.accept].flatMap(({ check }) =>
    check.check === 'drill' ? [check] : [],
  )

/** A line of a checklist that is open waits for a drill: it ends in a change of its own, which wakes nobody here. */
export function asksForDrill(change: Change): boolean {
  const run = runOf(change)
  if (run === null) return false
  return listsOf(change.runbook).some((place) => {
    const progress = isOpen(run, place) ? progressIn(run, place) : null
    return (
      progress !== null &&
      itemsOf(change.runbook, place).some(
        ({ id, check }) => check.check === 'drill' && progress[id]?.status !== 'passed',
      )
    )
  })
}
