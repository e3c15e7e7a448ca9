import type { Millis } from '../time/instant.ts'

/** Divides the plan's own durations; never limits of effects, scrapes or minimum samples. */
export type Pace = (ms: Millis) => Millis

export const FASTEST = 1000

/** Nothing that takes time is made to take none. */
export function paceOf(factor: number): Pace {
  return (ms) => (ms === 0 ? 0 : Math.max(1, Math.round(ms / factor)))
}

export const isPace = (factor: number): boolean => Number.isFinite(factor) && factor >= 1 && factor <= FASTEST
