import { createHmac, hash, randomBytes } from 'node:crypto'

/** 256 random bits: nobody guesses them, so a plain hash keeps them. The prefix lets scanners find one that leaked. */
export const newSecret = (prefix: 'cw' | 'cwc' | 'cws'): string =>
  `${prefix}_${randomBytes(32).toString('base64url')}`

/** All that is ever stored of a token, a login code or a session: SHA-256, lower-case hex. */
export function hashSecret(secret: string): string {
  return hash('sha256', secret)
}

/** Belongs to one session and can be had only by asking with it, which pages of other sites cannot. */
export function csrfOf(sessionSecret: string): string {
  return createHmac('sha256', sessionSecret).update('csrf').digest('base64url')
}
