import type { Instant, Millis } from '../time/instant.ts'

/** A token as everybody who may manage them sees it. Only its holder has the secret; the database has its SHA-256. */
export type Token = {
  /** The first twelve hex digits of that hash: they name a token and say nothing of its secret. */
  readonly id: string
  /** Who acts with it. One name may have several tokens, so that one can follow another. */
  readonly name: string
  readonly roles: readonly string[]
  readonly createdBy: string
  readonly createdAt: Instant
  readonly expiresAt: Instant
  readonly revoked: { readonly by: string; readonly at: Instant } | null
  /** To the minute; null while it was never used. */
  readonly lastUsedAt: Instant | null
}

export type TokenState = 'valid' | 'expired' | 'revoked'

/** Valid until exactly `expiresAt`, not at it. */
export function stateOf({ revoked, expiresAt }: Token, now: Instant): TokenState {
  if (revoked !== null) return 'revoked'
  return now < expiresAt ? 'valid' : 'expired'
}

export const TOKEN_ID = /^[0-9a-f]{12}$/

const DAY_MS: Millis = 86_400_000
export const TOKEN_LIFE_MS: Millis = 30 * DAY_MS
export const TOKEN_LIFE_MS_MIN: Millis = 60_000
export const TOKEN_LIFE_MS_MAX: Millis = 366 * DAY_MS
