import { withoutMarks } from '../../text/visible.ts'
import { type ItemPlace, itemRef, itemsOf, listsOf, progressIn, readItemRef } from '../items/place.ts'
import type { Underway } from '../state/change.ts'
import type { Refusal } from './command.ts'

/** Which item is meant: by its whole address, or by its own name where only one is called that. */
export function placeNamed({ runbook, run }: Underway, named: string): ItemPlace | Refusal {
  const all = listsOf(runbook).flatMap((place) =>
    itemsOf(runbook, place).map(({ id }): ItemPlace => ({ ...place, item: id })),
  )
  const whole = readItemRef(named)
  const meant = all.filter((place) =>
    whole === null ? place.item === named : itemRef(place) === itemRef(whole),
  )
  const [found] = meant
  if (found !== undefined && meant.length === 1) return found
  if (meant.length > 1)
    return {
      refused: 'unknown-item',
      because: `several items are called "${named}"`,
      remedy: `Say which: ${some(meant)}.`,
    }
  const asked = all.filter((place) => progressIn(run, place)?.[place.item]?.status === 'open')
  return {
    refused: 'unknown-item',
    because: `there is no item "${named}" in its checklists`,
    remedy:
      asked.length > 0
        ? `Waiting for a person: ${some(asked, (place) => titled(place, runbook))}.`
        : all.length > 0
          ? `It is one of: ${some(all)}.`
          : 'Its plan has no checklist in a step or a stage.',
  }
}

const MOST_NAMED = 20

/** `ready/person-2 (Backups are verified)`: a made name says nothing. */
function titled(place: ItemPlace, runbook: Underway['runbook']): string {
  const title = itemsOf(runbook, place).find(({ id }) => id === place.item)?.title
  return title === undefined ? itemRef(place) : `${itemRef(place)} (${withoutMarks(title)})`
}

function some(places: readonly ItemPlace[], tell: (place: ItemPlace) => string = itemRef): string {
  const named = places.slice(0, MOST_NAMED).map(tell).join(', ')
  return places.length > MOST_NAMED ? `${named} and ${places.length - MOST_NAMED} more` : named
}
