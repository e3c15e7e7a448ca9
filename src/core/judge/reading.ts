import type { ReadingKind } from '../signal/reading-kind.ts'
import type { Instant, Millis } from '../time/instant.ts'
import { countedInSpan, type Sample, summed } from './sample.ts'

/**
 * What a source that is asked for numbers gave, by the names of its parts: `value`, or `good` or `bad` with `total`, or
 * `sum` with `count`. In the source's own units.
 */
export type Reading = Readonly<Record<string, number>>

/** How the numbers of a signal are read. `scale`: what one of the source's units is in the unit's own scale. */
export type ReadAs = {
  readonly kind: ReadingKind
  readonly scale: number
  /**
   * Whether a reading is about one interval alone. Else what it counts are counters, which only grow, and an interval
   * is the difference of the readings at its two ends.
   */
  readonly isWindowed: boolean
  /** Of a count: whether rules ask how many there were within their span, and not how many each second. */
  readonly countsSpan?: boolean
}

/** The parts that a reading of a kind consists of; a ratio may be told in two ways. */
export function partsOf(kind: ReadingKind): readonly (readonly string[])[] {
  switch (kind) {
    case 'ratio':
      return [
        ['good', 'total'],
        ['bad', 'total'],
      ]
    case 'mean':
      return [['sum', 'count']]
    case 'gauge':
    case 'count':
      return [['value']]
  }
}

/** Parts that count something, so that they are whole and never negative. */
const COUNTS = new Set(['good', 'bad', 'total', 'count'])

/** What is wrong with a reading, as half a sentence; null when it can be believed. */
export function readingFault(kind: ReadingKind, reading: Reading): string | null {
  const names = Object.keys(reading)
  const fits = partsOf(kind).some(
    (parts) => parts.length === names.length && parts.every((part) => Object.hasOwn(reading, part)),
  )
  if (!fits) return `gives ${names.length === 0 ? 'nothing' : names.join(' and ')}, ${asked(kind)}`
  for (const [name, value] of Object.entries(reading)) {
    if (!Number.isFinite(value)) return `gives ${value} as ${name}, which is no number`
    const counts = COUNTS.has(name) || kind === 'count'
    if (counts && value < 0) return `gives ${value} as ${name}, and a count is never negative`
    if (COUNTS.has(name) && !Number.isInteger(value)) return `gives ${value} as ${name}, and a count is whole`
  }
  const { good, bad, total } = reading
  const part = good ?? bad
  if (part !== undefined && total !== undefined && part > total)
    return `gives more ${good === undefined ? 'bad' : 'good'} (${part}) than there is in total (${total})`
  return null
}

const asked = (kind: ReadingKind): string =>
  `and a ${kind} needs ${partsOf(kind)
    .map((parts) => parts.join(' and '))
    .join(', or ')}`

/**
 * The sample of one interval. `before` is the reading at its beginning, for counters; without one, and where a counter
 * has fallen because it began anew, the interval is not measured.
 */
export function sampleOf(
  { kind, scale, isWindowed, countsSpan = false }: ReadAs,
  { at, span }: { readonly at: Instant; readonly span: Millis },
  reading: Reading,
  before: Reading | null,
): Sample | null {
  if (kind === 'gauge') return summed(at, span, (reading.value ?? Number.NaN) * scale, 1)
  const counted = isWindowed ? reading : grown(reading, before)
  if (counted === null || readingFault(kind, counted) !== null) return null
  const { value = 0, total = 0, good, bad = 0, sum = 0, count = 0 } = counted
  switch (kind) {
    case 'ratio':
      return { kind: 'ratio', at, span, total, good: good ?? total - bad }
    case 'mean':
      return summed(at, span, sum * scale, count)
    case 'count':
      return countsSpan ? countedInSpan(at, span, value) : summed(at, span, value, span / 1_000)
  }
}

/** By how much each counter grew; null where one did not. The sum of a mean may shrink: money is given back. */
function grown(reading: Reading, before: Reading | null): Reading | null {
  if (before === null) return null
  const parts = Object.entries(reading).map(
    ([name, value]) => [name, value - (before[name] ?? Number.NaN)] as const,
  )
  const fell = parts.some(([name, by]) => Number.isNaN(by) || (by < 0 && name !== 'sum'))
  return fell ? null : Object.fromEntries(parts)
}
