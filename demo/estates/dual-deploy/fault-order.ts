import type { FaultKind } from './services/fault.ts'
import type { Target } from './targets.ts'

/** Which fault which version of which target shall have. */
export type FaultOrder = {
  readonly fault: FaultKind
  readonly target: Target | 'both'
  readonly version: string
  /** `at-50` fails above this many requests a second. */
  readonly rps: number
  /** `crash` dies after this many requests. */
  readonly crashAfter: number
  /** Of a thousand requests of users, so many fail in every version. */
  readonly usual: number
}

/** Each user visits each target about every two seconds. */
const visitsPerSecond = 0.5

/**
 * Between a quarter and a half of what all users together ask of one target, at equal distance in ratio (0.354 of
 * it), so that chance in who is on the canary trips it neither early nor late.
 */
export function thresholdRps(users: number): number {
  return Math.round(users * visitsPerSecond * Math.sqrt(0.25 * 0.5) * 1.06)
}
