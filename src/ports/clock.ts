import type { Instant, Millis } from '../core/time/instant.ts'

/** The only source of time outside the core. `now` never goes backwards. */
export interface Clock {
  now(): Instant
  /** Resolves after `ms`, or as soon as `signal` aborts; it never rejects. */
  sleep(ms: Millis, signal?: AbortSignal): Promise<void>
}
