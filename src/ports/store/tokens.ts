import type { Instant } from '../../core/time/instant.ts'

/** Bearer tokens, by SHA-256 only. */
export interface Tokens {
  /** Whether anybody holds a token that is valid at `now`. */
  anyValid(now: Instant): Promise<boolean>
  add(token: {
    readonly hash: string
    readonly name: string
    readonly roles: readonly string[]
    readonly expiresAt: Instant
    readonly now: Instant
  }): Promise<void>
  find(
    hash: string,
    now: Instant,
  ): Promise<{ readonly name: string; readonly roles: readonly string[] } | null>
}
