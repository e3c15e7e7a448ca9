import type { CountingRhythm } from '../../core/signal/counting-window.ts'
import type { Millis } from '../../core/time/instant.ts'

export type Rhythm = CountingRhythm & { readonly lagMs: Millis }

/** The last end of an interval whose scrapes have all arrived at `now`, the provider's own time. */
export function completeUpTo(now: number, { intervalMs, lagMs }: Rhythm): number {
  return Math.floor((now - lagMs) / intervalMs) * intervalMs
}

/** The end of the last interval that begins before `to`. */
export function lastEnd(to: number, { intervalMs }: Rhythm): number {
  return Math.ceil(to / intervalMs) * intervalMs
}

/** The end of the first interval that begins at or after `from`. */
export function firstEnd(from: number, { intervalMs }: Rhythm): number {
  return Math.ceil(from / intervalMs) * intervalMs + intervalMs
}
