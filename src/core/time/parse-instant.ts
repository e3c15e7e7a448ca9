import type { Instant } from './instant.ts'

/** A parsed instant, or what is wrong with the text and what to write instead. */
export type InstantRead = { readonly at: Instant } | { readonly wrong: string; readonly remedy: string }

const SHAPE =
  /^(\d{4})-(\d{2})-(\d{2})[Tt](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?([Zz]|[+-]\d{2}:\d{2})?$/
const EXAMPLE = '2025-10-06T22:00:00-04:00'
const EARLIEST_YEAR = 2000
const LATEST_YEAR = 2199

/**
 * Reads an ISO 8601 instant with an offset; seconds may be left out. A local time without an offset is refused,
 * because it names a different instant on every machine. Fractions below a millisecond are dropped.
 */
export function parseInstant(text: string): InstantRead {
  const match = SHAPE.exec(text)
  if (match === null)
    return wrong(`is not an ISO 8601 instant`, `write date, time and offset, such as ${EXAMPLE}`)
  const [year, month, day, hour, minute, second] = match
    .slice(1, 7)
    .map((digits) => Number(digits ?? 0)) as Clock
  const offset = match[8]
  if (offset === undefined)
    return wrong('has no offset from UTC', `add the offset, such as ${text}-04:00, or ${text}Z for UTC`)
  if (year < EARLIEST_YEAR || year > LATEST_YEAR)
    return wrong(
      `lies outside ${EARLIEST_YEAR} to ${LATEST_YEAR}`,
      `write a year that was meant, such as ${EXAMPLE}`,
    )
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month))
    return wrong('names a day that does not exist', `${monthOf(year, month)}, so write a day of that month`)
  if (hour > 23 || minute > 59 || second > 59)
    return wrong(
      'names a time of day that does not exist',
      'hours run from 00 to 23, minutes and seconds to 59',
    )
  const offsetMs = offsetOf(offset)
  if (offsetMs === null)
    return wrong(`has the impossible offset ${offset}`, 'offsets run from -12:00 to +14:00')
  const millis = Number((match[7] ?? '0').padEnd(3, '0').slice(0, 3))
  return { at: Date.UTC(year, month - 1, day, hour, minute, second, millis) - offsetMs }
}

type Clock = [number, number, number, number, number, number]

function wrong(what: string, remedy: string): InstantRead {
  return { wrong: what, remedy }
}

function daysIn(year: number, month: number): number {
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
  return month === 2 ? (leap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31
}

function monthOf(year: number, month: number): string {
  if (month < 1 || month > 12) return 'months run from 01 to 12'
  return `${year}-${String(month).padStart(2, '0')} has ${daysIn(year, month)} days`
}

function offsetOf(offset: string): number | null {
  if (offset.toUpperCase() === 'Z') return 0
  const hours = Number(offset.slice(1, 3))
  const minutes = Number(offset.slice(4, 6))
  const total = (offset[0] === '-' ? -1 : 1) * (hours * 60 + minutes)
  return minutes > 59 || total < -12 * 60 || total > 14 * 60 ? null : total * 60_000
}
