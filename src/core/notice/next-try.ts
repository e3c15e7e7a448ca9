import type { Instant, Millis } from '../time/instant.ts'
import type { Notice } from './notice.ts'

/** How long a notice is tried for, and when. */

const RETRY_FROM_MS: Millis = 1_000
const RETRY_TO_MS: Millis = 5 * 60_000
/** However long a receiver asks to be left alone, a notice is tried again within the hour. */
const ASKED_MAX_MS: Millis = 3_600_000
/** After a day nobody has to be woken for it any more. */
const GIVE_UP_MS: Millis = 24 * 3_600_000
/** A page that did not get through for so long is an error of its own. */
const PAGE_LATE_MS: Millis = 32_000
/** The try of a page that comes after that, where nothing but our own pauses lies between the tries. */
const PAGE_LATE_ATTEMPT = 6

/** What became of a try: `afterMs` is how long the receiver asked to be left alone, in ms (Retry-After). */
export type Failed = { readonly attempt: number; readonly now: Instant; readonly afterMs?: Millis }

/**
 * When a notice that was not taken is tried again: after pauses that double from 1 s to 5 min, and never before the
 * receiver wants it, up to an hour. Null gives it up: a day after what it tells of.
 */
export function nextTry({ at }: Pick<Notice, 'at'>, { attempt, now, afterMs = 0 }: Failed): Instant | null {
  if (now - at >= GIVE_UP_MS) return null
  const pauseMs = Math.min(RETRY_FROM_MS * 2 ** Math.min(attempt - 1, 20), RETRY_TO_MS)
  return now + Math.max(pauseMs, Math.min(afterMs, ASKED_MAX_MS))
}

/** Whether this try decides that a page comes too late to wake a person in time; it is logged once or twice. */
export function isPageLate(
  { at, urgency }: Pick<Notice, 'at' | 'urgency'>,
  { attempt, now }: Failed,
  again: Instant,
): boolean {
  if (urgency !== 'page' || again - at <= PAGE_LATE_MS) return false
  return attempt === 1 || attempt === PAGE_LATE_ATTEMPT || now - at <= PAGE_LATE_MS
}
