import type { Window } from '../runbook/runbook.ts'
import type { Instant } from '../time/instant.ts'

/**
 * "Should this be open now?" is asked anew each time, never an edge waited for: a restart inside the window opens it
 * late, and a window that has passed is missed and never run afterwards. Half-open: open at exactly `start`, closed
 * at exactly the end.
 */
export type WindowNow =
  | { readonly window: 'early'; readonly opensAt: Instant }
  | { readonly window: 'open'; readonly endsAt: Instant | null; readonly lateMs: number }
  | { readonly window: 'gone' }

export function windowAt(window: Window | null, now: Instant): WindowNow {
  if (window === null) return { window: 'open', endsAt: null, lateMs: 0 }
  if (window.start === null) return { window: 'open', endsAt: now + window.durationMs, lateMs: 0 }
  const endsAt = window.start + window.durationMs
  if (now < window.start) return { window: 'early', opensAt: window.start }
  if (now >= endsAt) return { window: 'gone' }
  return { window: 'open', endsAt, lateMs: now - window.start }
}

/** The planned end; null without a window, or when it opens whenever it can. */
export const plannedEnd = (window: Window | null): Instant | null =>
  window === null || window.start === null ? null : window.start + window.durationMs
