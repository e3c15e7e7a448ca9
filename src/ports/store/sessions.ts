import type { Token } from '../../core/access/token.ts'
import type { Instant } from '../../core/time/instant.ts'

/**
 * How a person's browser stands in for their token. Codes and sessions are kept by SHA-256 only, and die with the
 * token.
 */
export interface Sessions {
  addCode(code: {
    readonly hash: string
    readonly token: string
    readonly expiresAt: Instant
    readonly now: Instant
  }): Promise<void>
  /**
   * Takes the code, which works once, and opens a session for its token; null when the code or the token is not
   * valid.
   */
  open(opening: SessionOpening): Promise<OpenSession | null>
  /** Null when it was ended, has expired or never was. The token may be revoked by now. */
  find(hash: string, now: Instant): Promise<OpenSession | null>
  /** Says whether there was one. */
  end(hash: string, now: Instant): Promise<boolean>
}

export type SessionOpening = {
  readonly code: string
  readonly hash: string
  /** At the latest; the token's own end comes first. */
  readonly expiresAt: Instant
  readonly now: Instant
}

export type OpenSession = { readonly token: Token; readonly expiresAt: Instant }
