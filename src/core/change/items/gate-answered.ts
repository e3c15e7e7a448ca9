import type { EventBody } from '../events/event.ts'
import { rollbackStarted } from '../rollback/rollback-started.ts'
import type { Underway } from '../state/change.ts'
import { type ItemPlace, itemsOf } from './place.ts'

type Failed = Extract<EventBody, { type: 'item-failed' }>

/**
 * A line that was looked at and is not well. One that stands for a gate decides as its plan says, but not while the
 * change is paused: then it is asked again when a person lets it go on.
 */
export function gateAnswered(
  { run, runbook, status }: Underway,
  place: ItemPlace,
  failed: Failed,
): readonly EventBody[] {
  const gate = itemsOf(runbook, place).find(({ id }) => id === place.item)?.gate
  if (gate === undefined || gate.otherwise === 'hold' || status !== 'running') return [failed]
  const { item, evidence: because } = failed
  const { otherwise: then } = gate
  return [
    { ...failed, then },
    then === 'pause'
      ? { type: 'paused', because: `an incident is open: ${because}` }
      : rollbackStarted(run, { cause: 'incident', item, because }, { gradual: false, latch: false }),
  ]
}
