import { formatDuration, parseDuration } from '../../core/time/duration.ts'
import { formatInstant, type Instant, type Millis } from '../../core/time/instant.ts'
import { parseInstant } from '../../core/time/parse-instant.ts'
import { Fault } from '../terminal/fault.ts'

/** A time as a person gives it: an instant with its offset, a day (its first moment in UTC), or how long ago. */
export function timeFrom(option: string, text: string, now: Instant): Instant {
  const ago = parseDuration(text)
  if (ago !== null) return now - ago
  const read = parseInstant(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00Z` : text)
  if ('at' in read) return read.at
  throw new Fault(
    `${option} "${text}" ${read.wrong}`,
    `Write an instant with its offset, a day such as 2026-08-01 (UTC), or how long ago such as 90d.`,
  )
}

/** More is asked for in parts. */
const LONGEST: Millis = 366 * 86_400_000

/** [from, to), which has to lie in the past. */
export function spanBetween(
  from: Instant,
  to: Instant,
  now: Instant,
): { readonly from: Instant; readonly to: Instant } {
  if (from >= to)
    throw new Fault(
      `--from ${formatInstant(from)} is not before --to ${formatInstant(to)}`,
      'Give the earlier one as --from.',
    )
  if (from >= now)
    throw new Fault(`--from ${formatInstant(from)} has not come yet`, 'Give a time in the past.')
  if (to - from > LONGEST)
    throw new Fault(
      `${formatDuration(to - from)} are longer than is played at once`,
      `Give at most ${formatDuration(LONGEST)}.`,
    )
  return { from, to: Math.min(to, now) }
}

export function stepFrom(text: string): Millis {
  const ms = parseDuration(text)
  if (ms === null || ms <= 0) throw new Fault(`--step "${text}" is no duration`, 'Write one such as 1m.')
  return ms
}

export function wholeFrom(option: string, text: string): number {
  if (!/^\d{1,9}$/.test(text))
    throw new Fault(`${option} "${text}" is no whole number`, 'Write one such as 1.')
  return Number(text)
}
