import type { Change, Preparing, Scheduled } from '../../core/change/state/change.ts'
import { formatDuration } from '../../core/time/duration.ts'
import { viewPhases } from '../progress/phases-view.ts'
import { maybe } from '../shown/instant.ts'
import { type Concern, WHOLE } from './concern.ts'

/** Phases that take longer than planned, or keep T waiting. */
export function lateConcerns(change: Change): readonly Concern[] {
  return (viewPhases(change)?.list ?? []).flatMap(({ id, late, lead, budgetMs, since }): Concern[] => {
    if (late === null) return []
    const budget = budgetMs === null ? '' : `; its budget is ${formatDuration(budgetMs)}`
    const who = lead === null ? '' : `; ${lead.person ?? lead.title} leads it`
    return [
      {
        concern: 'late',
        sentence: `Phase ${id} is late${budget}${who}`,
        since,
        remedy: 'It goes on; the change waits for it',
        lines: [],
        ...WHOLE,
      },
    ]
  })
}

/** It was approved when it began to prepare, and is not any more. */
export function withdrawn(change: Scheduled | Preparing): readonly Concern[] {
  if (change.status !== 'preparing' || change.approvedBy.length >= change.needed) return []
  return [
    {
      concern: 'blocked',
      sentence:
        'Its approval was withdrawn, or what was approved has changed; nothing begins before it is approved again',
      since: maybe(null),
      remedy: 'An approval lets it go on; without one it misses its window',
      lines: [],
      ...WHOLE,
    },
  ]
}
