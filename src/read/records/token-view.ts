import { stateOf, type Token, type TokenState } from '../../core/access/token.ts'
import type { Instant } from '../../core/time/instant.ts'
import { instant, maybe, type Shown } from '../shown/instant.ts'

/** A token as those see it who may manage them. Nothing here lets anybody in. */
export type TokenView = {
  readonly id: string
  readonly name: string
  readonly roles: readonly string[]
  readonly state: TokenState
  readonly createdBy: string
  readonly createdAt: Shown
  readonly expiresAt: Shown
  /** To the minute; null while it was never used. */
  readonly lastUsedAt: Shown | null
  readonly revokedBy: string | null
  readonly revokedAt: Shown | null
}

export function viewToken(token: Token, now: Instant): TokenView {
  const { id, name, roles, createdBy, createdAt, expiresAt, lastUsedAt, revoked } = token
  return {
    id,
    name,
    roles,
    state: stateOf(token, now),
    createdBy,
    createdAt: instant(createdAt),
    expiresAt: instant(expiresAt),
    lastUsedAt: maybe(lastUsedAt),
    revokedBy: revoked?.by ?? null,
    revokedAt: maybe(revoked?.at ?? null),
  }
}
