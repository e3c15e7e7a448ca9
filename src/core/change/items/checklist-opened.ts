import type { Runbook } from '../../runbook/runbook.ts'
import type { EventBody } from '../events/event.ts'
import { askedOf } from './answerable.ts'
import { itemsOf, type ListPlace } from './place.ts'

/** A checklist begins to be asked; `override`: why a person passed over thin evidence to get here. */
export function checklistOpened(
  place: ListPlace,
  runbook: Pick<Runbook, 'steps' | 'leads'>,
  override: string | null = null,
): EventBody {
  return {
    type: 'checklist-opened',
    step: place.step,
    ...(place.stage === null ? {} : { stage: place.stage }),
    asks: askedOf(itemsOf(runbook, place), runbook),
    ...(override === null ? {} : { override }),
  }
}
