import type { ChangeEvent } from '../change/events/event.ts'
import { announcedBy } from '../change/events/event-name.ts'
import type { ChangeId } from '../change/state/change.ts'
import { sentenceFor } from '../notice/sentence.ts'
import type { RunbookNames } from '../runbook/runbook-names.ts'
import {
  type Begin,
  begins,
  CHANGE,
  CLOSING,
  type End,
  ends,
  ROLLBACK,
  spanOf,
  VERIFICATION,
  WORDS_MAX,
} from './begins-and-ends.ts'
import type { Note, Span } from './span.ts'

/** So many notes of a span are kept: of a change that waits for weeks, the first ones. */
const NOTES_MAX = 200

/** A span that has ended, and which of the events ended it, by its place among them. */
export type Ended = { readonly span: Span; readonly by: number }

type Open = Omit<Span, 'to' | 'failed' | 'notes'> & { readonly notes: Note[] }

/**
 * What a change did, as spans in one tree: its phases and steps, their attempts and stages, its rollback with what was
 * closed and undone. Made of the whole stream, so that it does not matter who took which turn; every event is a note
 * on the innermost span that it is about. What has not ended is not there yet.
 */
export function spansOf(
  id: ChangeId,
  events: readonly ChangeEvent[],
  runbook: RunbookNames,
): readonly Ended[] {
  const open = new Map<string, Open>()
  const times = new Map<string, number>()
  const ended: Ended[] = []
  const root = { 'cutwater.change': id, 'cutwater.environment': runbook.environment }

  const begin = ({ of, within, name, attributes = {} }: Begin, { at }: ChangeEvent) => {
    if (open.has(of)) return
    const time = (times.get(of) ?? 0) + 1
    times.set(of, time)
    open.set(of, {
      key: time === 1 ? of : `${of} ${time}`,
      parent: within === null ? null : (open.get(within)?.key ?? CHANGE),
      name,
      from: at,
      attributes: within === null ? root : attributes,
      notes: [],
    })
  }
  const end = ({ of, failed }: End, { at }: ChangeEvent, by: number) => {
    for (const one of endedBy(of, open)) {
      const { from, ...span } = open.get(one) as Open
      open.delete(one)
      ended.push({ span: { ...span, from, to: Math.max(at, from), failed }, by })
    }
  }

  for (const [i, event] of events.entries()) {
    const says = sentenceFor(event, runbook).slice(0, WORDS_MAX)
    for (const one of begins(event)) begin(one, event)
    const notes = open.get(placeOf(event, open))?.notes ?? []
    if (notes.length < NOTES_MAX) notes.push({ at: event.at, name: announcedBy(event), says })
    for (const one of ends(event, says)) end(one, event, i)
  }
  return ended
}

const NOT_OF_THE_RUN = new Set([CHANGE, ROLLBACK, CLOSING])

/** Newest first, so that what is inside ends before what is around it. */
function endedBy(of: End['of'], open: ReadonlyMap<string, Open>): readonly string[] {
  const all = [...open.keys()].toReversed()
  if (of === 'everything') return all.filter((one) => one !== VERIFICATION)
  if (of === 'the run') return all.filter((one) => !NOT_OF_THE_RUN.has(one))
  return open.has(of) ? [of] : []
}

/** The innermost that is open of what an event is about. */
function placeOf(event: ChangeEvent, open: ReadonlyMap<string, Open>): string {
  const step = 'step' in event && typeof event.step === 'string' ? event.step : null
  const { back, undo, attempt, stage, step: whole } = spanOf
  const places = [
    ...(step === null ? [] : [back, undo, attempt, stage, whole].map((kind) => kind(step))),
    ...('phase' in event ? [spanOf.phase(event.phase)] : []),
    ...[ROLLBACK, CHANGE, VERIFICATION],
  ]
  return places.find((of) => open.has(of)) ?? CHANGE
}
