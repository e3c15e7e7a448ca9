import { nameOf } from '../../access/actor.ts'
import type { Item } from '../../runbook/runbook.ts'
import { formatInstant } from '../../time/instant.ts'
import { answerableFor } from '../items/answerable.ts'
import { type ItemPlace, isOpen, itemRef, itemsOf, progressIn } from '../items/place.ts'
import {
  type Attachment,
  type Change,
  type ItemProgress,
  isUnderway,
  type Underway,
} from '../state/change.ts'
import type { CommandBody, Refusal } from './command.ts'
import { ALREADY, type Asked, type Decision, wrongState } from './decision.ts'
import { placeNamed } from './named-item.ts'

type Of<Name extends CommandBody['command']> = Extract<CommandBody, { command: Name }>
type By = Pick<Asked, 'actor'>

/** A person's word that an item is done, with what they say of it. The same word again changes nothing. */
export function tick(change: Change, { item, note, attachment }: Of<'tick'>, by: By): Decision {
  const found = theirItem(change, item, by, 'ticked')
  if ('refused' in found) return found
  const { ref, line, progress } = found
  const needsFile = line.check.check === 'person' && line.check.attach === true
  if (progress.status === 'passed')
    return isSame(progress, note, attachment, nameOf(by.actor))
      ? ALREADY
      : tickedBefore(ref, change, progress)
  if (needsFile && attachment === undefined)
    return {
      refused: 'evidence',
      because: `"${line.title}" needs a file with its tick`,
      remedy: `Send it with the tick: cutwater tick ${change.id} ${ref} --attach FILE.`,
    }
  return {
    events: [
      {
        type: 'item-ticked',
        item: ref,
        ...(note === undefined ? {} : { note }),
        ...(attachment === undefined ? {} : { attachment }),
      },
    ],
  }
}

/** Takes a tick back, as long as its checklist still decides whether something goes on. */
export function untick(change: Change, { item, because }: Of<'untick'>, by: By): Decision {
  const found = theirItem(change, item, by, 'unticked')
  if ('refused' in found) return found
  const { ref, progress } = found
  return progress.status === 'passed' ? { events: [{ type: 'item-unticked', item: ref, because }] } : ALREADY
}

/** It stands in the way, and a person says why: the change pauses until a person resumes it. */
export function notReady(change: Change, { item, because }: Of<'not-ready'>, by: By): Decision {
  const found = theirItem(change, item, by, 'called not ready')
  if ('refused' in found) return found
  const { ref, line, progress } = found
  if (progress.status === 'not-ready' && progress.because === because) return ALREADY
  return {
    events: [
      { type: 'item-not-ready', item: ref, because },
      ...(change.status !== 'paused'
        ? [{ type: 'paused' as const, because: `not ready: ${line.title}: ${because}` }]
        : []),
    ],
  }
}

type Found = { readonly ref: string; readonly line: Item; readonly progress: ItemProgress }

/** An item that waits for this very person's word, or has it. */
function theirItem(change: Change, named: string, by: By, what: string): Found | Refusal {
  if (!isUnderway(change))
    return wrongState(
      change,
      `have an item ${what}`,
      'Only the checklists of a change that runs are answered.',
    )
  const place = placeNamed(change, named)
  if ('refused' in place) return place
  const ref = itemRef(place)
  const line = itemsOf(change.runbook, place).find(({ id }) => id === place.item)
  if (line === undefined) throw new Error(`${ref} was found and is not there`)
  if (line.check.check !== 'person')
    return {
      refused: 'invalid',
      because: `"${line.title}" is found out by Cutwater itself, not ${what} by a person`,
      remedy: `It is asked again until it passes; a person's word on it is: cutwater settle ${change.id} ${ref} --as done --because "...".`,
    }
  const progress = progressIn(change.run, place)?.[place.item]
  const over = overOrEarly(change, place, line, progress, what)
  if (over !== null || progress === undefined) return over ?? notAsked(change, what)
  return notTheirs(line, change, by, what) ?? { ref, line, progress }
}

/** An item that need not pass may be ticked as long as the change is under way. */
function overOrEarly(
  change: Underway,
  place: ItemPlace,
  { required }: Item,
  progress: ItemProgress | undefined,
  what: string,
): Refusal | null {
  if (progress === undefined) return notAsked(change, what)
  if (isOpen(change.run, place) || (required === false && what === 'ticked')) return null
  return {
    refused: 'wrong-state',
    because: `${itemRef(place)} cannot be ${what}: its checklist is over`,
    remedy: `If something is wrong, hold the change up: cutwater pause ${change.id} --because "...".`,
  }
}

const notAsked = ({ id }: Change, what: string): Refusal => ({
  refused: 'wrong-state',
  because: `its checklist has not begun, so nothing of it can be ${what}`,
  remedy: `Wait until it is asked: cutwater show ${id}.`,
})

function notTheirs(line: Item, { runbook }: Change, { actor }: By, what: string): Refusal | null {
  const { person, who } = answerableFor(line, runbook)
  if (actor.kind !== 'person')
    return {
      refused: 'not-allowed',
      because: `only a person has "${line.title}" ${what}`,
      remedy: 'Ask the person that it waits for.',
    }
  if (person === null || person === nameOf(actor)) return null
  return {
    refused: 'not-allowed',
    because: `"${line.title}" is for ${person} (${who}), not for ${nameOf(actor)}`,
    remedy: `Ask ${person}.`,
  }
}

type Passed = Extract<ItemProgress, { status: 'passed' }>

function isSame(
  before: Passed,
  note: string | undefined,
  attachment: Attachment | undefined,
  by: string,
): boolean {
  return before.by === by && before.note === note && before.attachment?.sha256 === attachment?.sha256
}

const tickedBefore = (ref: string, { id }: Change, { by = 'cutwater', at }: Passed): Refusal => ({
  refused: 'wrong-state',
  because: `${ref} was ticked by ${by} at ${formatInstant(at)}`,
  remedy: `To say something else, withdraw that first: cutwater untick ${id} ${ref} --because "...".`,
})
