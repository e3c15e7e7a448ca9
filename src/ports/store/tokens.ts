import type { Actor } from '../../core/access/actor.ts'
import type { Token } from '../../core/access/token.ts'
import type { Instant } from '../../core/time/instant.ts'

/** Bearer tokens, by SHA-256 only. Whatever is done to one is journaled in `access` in the same transaction. */
export interface Tokens {
  /** In any state; null when the hash is unknown. */
  find(hash: string): Promise<Token | null>
  /** Valid ones first, then the newest; at most `limit`. With a name, only those of that name. */
  list(now: Instant, limit: number, name?: string): Promise<readonly Token[]>
  add(token: NewToken): Promise<Token>
  /** Revoking again changes nothing. Refused when nobody could manage tokens afterwards, unless `evenTheLast`. */
  revoke(order: Revocation): Promise<Revoked>
  /** Remembers that it was used, to the minute. */
  used(id: string, now: Instant): Promise<void>
  /** Whether anybody could manage tokens at `now`. */
  anyManager(now: Instant): Promise<boolean>
  /**
   * Forgets tokens, sessions and codes that were over before; answers how many. Who they were stands in the journal.
   */
  prune(before: Instant): Promise<number>
}

export type NewToken = {
  readonly hash: string
  readonly name: string
  readonly roles: readonly string[]
  readonly expiresAt: Instant
  readonly actor: Actor
  readonly now: Instant
}

export type Revocation = {
  readonly id: string
  readonly actor: Actor
  readonly because: string
  readonly evenTheLast: boolean
  readonly now: Instant
}

export type Revoked =
  | { readonly revoked: true; readonly already: boolean; readonly token: Token }
  | { readonly revoked: false; readonly because: 'unknown-token' | 'last-manager' }
