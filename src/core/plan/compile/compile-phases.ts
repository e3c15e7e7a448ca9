import type { Pace } from '../../runbook/pace.ts'
import type { Lead, Phase } from '../../runbook/phase.ts'
import { startsOf } from '../phase/phase-order.ts'
import type { Plan } from '../schema/plan.ts'
import type { Arranged } from './arrange.ts'

/** `steps`: those that take part. A phase whose steps are all left out stays: it begins and ends at once. */
export function compilePhases(
  { phases = [] }: Pick<Plan, 'phases'>,
  steps: readonly Arranged[],
  pace: Pace,
): readonly Phase[] {
  const starts = startsOf(phases)
  return phases.map(({ phase: { name, budget, lead } }, i) => ({
    id: name,
    start: paced(starts[i] as Phase['start'], pace),
    ...(budget === undefined ? {} : { budgetMs: pace(budget) }),
    ...(lead === undefined ? {} : { lead }),
    steps: steps.filter(({ phase }) => phase === name).map(({ id }) => id),
  }))
}

/** Offsets before T are negative, and a pace divides lengths. */
function paced(start: Phase['start'], pace: Pace): Phase['start'] {
  if (start.start !== 'at') return start
  const { offsetMs } = start
  return { start: 'at', offsetMs: offsetMs < 0 ? -pace(-offsetMs) : pace(offsetMs) }
}

/** With the people of the request, by the plan's names of the leads. */
export function compileLeads(
  leads: Readonly<Record<string, string>>,
  people: Readonly<Record<string, string>> = {},
): Readonly<Record<string, Lead>> {
  return Object.fromEntries(
    Object.entries(leads).map(([id, title]): [string, Lead] => {
      const person = Object.hasOwn(people, id) ? people[id] : undefined
      return [id, { title, ...(person === undefined ? {} : { person }) }]
    }),
  )
}
