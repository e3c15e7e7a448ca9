import type { Millis } from '../../core/time/instant.ts'

/** How often a provider is asked, and how often it scrapes what it is asked for. */
export type Rhythm = { readonly intervalMs: Millis; readonly scrapeMs: Millis; readonly lagMs: Millis }

/**
 * The window that an expression counts in is one scrape longer than the interval: it holds the last scrape before the
 * interval too, so that what happened between two intervals is counted, and counted once. `increase` extrapolates to
 * the window's whole length (https://prometheus.io/docs/prometheus/latest/querying/functions/#increase); the share
 * takes that back, and what remains is the difference between the scrapes at both ends.
 */
export const windowMs = ({ intervalMs, scrapeMs }: Rhythm): Millis => intervalMs + scrapeMs
export const shareOf = (rhythm: Rhythm): number => rhythm.intervalMs / windowMs(rhythm)

export function inWindow(query: string, rhythm: Rhythm): string {
  return query.replaceAll('${WINDOW}', `${windowMs(rhythm)}ms`)
}

/** The last end of an interval whose scrapes have all arrived at `now`, the provider's own time. */
export function completeUpTo(now: number, { intervalMs, lagMs }: Rhythm): number {
  return Math.floor((now - lagMs) / intervalMs) * intervalMs
}

/** The end of the first interval that begins at or after `from`. */
export function firstEnd(from: number, { intervalMs }: Rhythm): number {
  return Math.ceil(from / intervalMs) * intervalMs + intervalMs
}
