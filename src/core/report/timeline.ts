import { nameOf } from '../access/actor.ts'
import { commandRefused } from '../change/events/change-entry.ts'
import { definitionOf } from '../change/events/event.ts'
import { unknownEntry } from '../journal/entry-sentence.ts'
import { pages } from '../notice/notices-for.ts'
import { sentenceFor } from '../notice/sentence.ts'
import { formatInstant, type Instant } from '../time/instant.ts'
import { grouped } from './grouped.ts'
import type { PersonTold, TimelineLine } from './report.ts'
import type { ReadEntry, Story } from './story.ts'
import { fromT, told } from './words.ts'

export const LINES_MAX = 150
const PEOPLE_MAX = 30
const ACTS_MAX = 8

/**
 * What happened, in order. Of a long journal what turned the change, woke people or was done by them comes first, of
 * that the beginning and the end; what is left out is counted where it would stand.
 */
export function timelineOf(story: Story, t: Instant | null): readonly TimelineLine[] {
  const shown = chosen(story.entries)
  const lines: TimelineLine[] = []
  let before = -1
  for (const i of shown) {
    if (i - before > 1) lines.push({ left: i - before - 1 })
    const entry = story.entries[i]
    if (entry !== undefined) lines.push(lineOf(entry, story, t))
    before = i
  }
  const after = story.entries.length - 1 - before
  return after > 0 ? [...lines, { left: after }] : lines
}

/** The places of those that are shown. */
function chosen(entries: readonly ReadEntry[]): readonly number[] {
  const places = entries.map((_, i) => i)
  if (places.length <= LINES_MAX) return places
  const telling = new Set(places.filter((i) => isTelling(entries[i])))
  const first = ends([...telling], LINES_MAX)
  const rest = ends(
    places.filter((i) => !telling.has(i)),
    LINES_MAX - first.length,
  )
  return [...first, ...rest].sort((a, b) => a - b)
}

/** Half of them from the beginning, half from the end. */
function ends(places: readonly number[], most: number): readonly number[] {
  if (places.length <= most) return places
  const half = Math.floor(most / 2)
  return [...places.slice(0, half), ...places.slice(places.length - (most - half))]
}

function isTelling(entry: ReadEntry | undefined): boolean {
  if (entry === undefined) return false
  if (entry.actor.kind === 'person') return true
  const { reading } = entry
  if (reading.says !== 'event') return false
  const { turns, moves, keeper } = definitionOf(reading.event)
  return turns || moves || keeper === 'rollback' || keeper === 'beside' || pages(reading.event)
}

function lineOf(entry: ReadEntry, story: Story, t: Instant | null): TimelineLine {
  const { at, actor, reading } = entry
  return {
    at: formatInstant(at),
    fromT: fromT(at, t),
    by: told(nameOf(actor)),
    sentence: told(sentenceOf(entry, story)),
    weight:
      reading.says === 'refusal'
        ? 'refusal'
        : reading.says === 'event' && pages(reading.event)
          ? 'loud'
          : 'plain',
  }
}

function sentenceOf({ reading, actor, type, version }: ReadEntry, { runbook }: Story): string {
  switch (reading.says) {
    case 'event':
      return sentenceFor(reading.event, runbook)
    case 'refusal':
      return commandRefused.sentence(reading.refused, nameOf(actor))
    case 'unknown':
      return unknownEntry({ type, version })
  }
}

/** Those who acted, in the order in which they first did, and what they did. */
export function peopleOf(
  story: Story,
  t: Instant | null,
): { readonly told: readonly PersonTold[]; readonly left: number; readonly acts: number } {
  const acts = grouped(
    story.entries.filter(({ actor }) => actor.kind === 'person'),
    ({ actor }) => nameOf(actor),
  )
  const leads = Object.values(story.runbook.leads ?? {})
  const all = [...acts]
  const people = all.slice(0, PEOPLE_MAX).map(([name, entries]) => ({
    name: told(name),
    as: asWhat(name, leads),
    did: ends(
      entries.map((_, i) => i),
      ACTS_MAX,
    ).flatMap((i) => {
      const entry = entries[i]
      return entry === undefined
        ? []
        : [
            {
              at: formatInstant(entry.at),
              fromT: fromT(entry.at, t),
              sentence: told(sentenceOf(entry, story)),
            },
          ]
    }),
  }))
  return {
    told: people,
    left: all.length - people.length,
    acts: all.slice(0, PEOPLE_MAX).reduce((sum, [, { length }]) => sum + Math.max(0, length - ACTS_MAX), 0),
  }
}

function asWhat(
  name: string,
  leads: readonly { readonly title: string; readonly person?: string }[],
): string | null {
  const titles = leads.filter(({ person }) => person === name).map(({ title }) => told(title))
  return titles.length === 0 ? null : titles.join(', ')
}
