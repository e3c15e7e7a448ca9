import type { Millis } from '../core/time/instant.ts'
import type { Kind, Looked } from '../core/validation/check.ts'
import type { SeenBy } from '../core/validation/kinds.ts'

export type LookLimits = {
  readonly timeLimitMs: Millis
  /** Aborts at the time limit, or when nobody waits any more. */
  readonly signal: AbortSignal
}

/**
 * Looks at what one kind of check is about, and says what it saw, without judging it. That nothing answers, or that it
 * takes too long, is something seen. Throws only for what is our own fault, with a sentence that holds no secret: a
 * secret that is missing, a file that may not be read. Leaves nothing behind, neither a connection nor a process.
 */
export type Look<K extends Kind> = (at: Looked[K], limits: LookLimits) => Promise<SeenBy<K>>

/** One for each kind. */
export type Looks = { readonly [K in Kind]: Look<K> }
