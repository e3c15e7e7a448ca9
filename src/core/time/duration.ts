import type { Millis } from './instant.ts'

const SHORT =
  /^(?:(\d+(?:\.\d+)?)d)?(?:(\d+(?:\.\d+)?)h)?(?:(\d+(?:\.\d+)?)m)?(?:(\d+(?:\.\d+)?)s)?(?:(\d+)ms)?$/
const ISO = /^PT(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?$/
const ISO_DAYS = /^P(\d+)D(?:T(?=\d)(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?)?$/

const DAY = 86_400_000
const HOUR = 3_600_000
const MINUTE = 60_000
const SECOND = 1_000

/** A year of elapsed time: nothing a plan waits for is longer, and sums of a few stay exact integers. */
export const LONGEST_MS: Millis = 366 * DAY

/**
 * Reads `300ms`, `90s`, `5m`, `1h30m`, `2d` or ISO 8601 `PT1H30M`; a day is 24 elapsed hours. Null when it is not a
 * duration of these, when it has no unit, or when it is longer than `LONGEST_MS`.
 */
export function parseDuration(text: string): Millis | null {
  const total = shortForm(text) ?? isoForm(text) ?? isoDaysForm(text)
  return total !== null && total <= LONGEST_MS ? total : null
}

/** The short form that `parseDuration` reads back: `1h30m`, `15m`, `250ms`; `0s` for nothing. */
export function formatDuration(ms: Millis): string {
  const parts: string[] = []
  let rest = Math.round(ms)
  for (const [unit, length] of [
    ['d', DAY],
    ['h', HOUR],
    ['m', MINUTE],
    ['s', SECOND],
    ['ms', 1],
  ] as const) {
    const count = Math.floor(rest / length)
    if (count > 0) parts.push(`${count}${unit}`)
    rest -= count * length
  }
  return parts.length === 0 ? '0s' : parts.join('')
}

function shortForm(text: string): Millis | null {
  const match = SHORT.exec(text)
  if (match === null || text === '') return null
  return sum(match, [DAY, HOUR, MINUTE, SECOND, 1])
}

function isoForm(text: string): Millis | null {
  const match = ISO.exec(text)
  if (match === null || text === 'PT') return null
  return sum(match, [HOUR, MINUTE, SECOND])
}

function isoDaysForm(text: string): Millis | null {
  const match = ISO_DAYS.exec(text)
  return match === null ? null : sum(match, [DAY, HOUR, MINUTE, SECOND])
}

function sum(match: RegExpExecArray, lengths: readonly Millis[]): Millis {
  return Math.round(lengths.reduce((total, length, i) => total + Number(match[i + 1] ?? 0) * length, 0))
}
