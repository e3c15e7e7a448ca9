import type { Millis } from '../time/instant.ts'

/** How often a provider is asked, and how often it scrapes what it is asked for. */
export type CountingRhythm = { readonly intervalMs: Millis; readonly scrapeMs: Millis }

/**
 * The window that an expression counts in is one scrape longer than the interval: it holds the last scrape before the
 * interval too, so that what happened between two intervals is counted, and counted once. `increase` extrapolates to
 * the window's whole length (https://prometheus.io/docs/prometheus/latest/querying/functions/#increase); the share
 * takes that back, and what remains is the difference between the scrapes at both ends.
 */
export const windowMs = ({ intervalMs, scrapeMs }: CountingRhythm): Millis => intervalMs + scrapeMs
export const shareOf = (rhythm: CountingRhythm): number => rhythm.intervalMs / windowMs(rhythm)

export function inWindow(query: string, rhythm: CountingRhythm): string {
  return query.replaceAll('${WINDOW}', `${windowMs(rhythm)}ms`)
}
