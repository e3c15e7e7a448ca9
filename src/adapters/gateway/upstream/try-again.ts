import type { Slot } from '../../../core/traffic/desired.ts'

/** How one attempt on an upstream ended without an answer. */
export type FailedAttempt = {
  readonly slot: Slot
  /** 1 for the first. */
  readonly attempt: number
  readonly method: string
  /** Whether a byte of the request may have reached the upstream. */
  readonly sent: boolean
  /** Whether the body, if any, can be sent once more. */
  readonly bodyAtHand: boolean
  readonly failure: 'unreachable' | 'lost' | 'timeout'
  /** Whether the head of an answer had already come (and was held back). */
  readonly answered: boolean
}

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS'])
const IDEMPOTENT = new Set(['PUT', 'DELETE'])
const ATTEMPTS_MAX = 3

export const isSafe = (method: string): boolean => SAFE.has(method)

/**
 * Whether stable is tried next. A canary's failure is not the client's: stable answers instead wherever that cannot do
 * anything twice. Stable itself gets one more try only when a connection was lost, as happens when the upstream
 * closes an idle one just as it is used.
 */
export function mayTryStable(failed: FailedAttempt): boolean {
  if (failed.attempt >= ATTEMPTS_MAX || !failed.bodyAtHand) return false
  if (failed.slot === 'stable') return failed.sent && failed.failure === 'lost' && harmless(failed)
  return !failed.sent || harmless(failed)
}

function harmless(failed: FailedAttempt): boolean {
  if (isSafe(failed.method)) return true
  return IDEMPOTENT.has(failed.method) && failed.failure === 'lost' && !failed.answered
}
