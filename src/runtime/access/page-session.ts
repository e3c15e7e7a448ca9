import type { Instant, Millis } from '../../core/time/instant.ts'
import type { Runtime } from '../context/runtime.ts'
import type { Caller } from './identify.ts'
import { hashSecret, newSecret } from './secret-text.ts'

/** Long enough to switch to a browser, short enough to be worthless in a shell history. */
export const CODE_LIFE_MS: Millis = 90_000
/** A shift. */
export const SESSION_LIFE_MS: Millis = 12 * 3_600_000

type Here = Pick<Runtime, 'store' | 'clock'>

/** A code that opens one session for its first user. */
export async function issueCode(
  { store, clock }: Here,
  { token, expiresAt: end }: Caller,
): Promise<{ readonly code: string; readonly expiresAt: Instant }> {
  const code = newSecret('cwc')
  const now = clock.now()
  const expiresAt = Math.min(now + CODE_LIFE_MS, end)
  await store.sessions.addCode({ hash: hashSecret(code), token, expiresAt, now })
  return { code, expiresAt }
}

/** Null when the code was used, has expired or never was, or its token is not valid any more. */
export async function openSession(
  { store, clock }: Here,
  code: string,
): Promise<{ readonly caller: Caller; readonly secret: string } | null> {
  const secret = newSecret('cws')
  const now = clock.now()
  const opened = await store.sessions.open({
    code: hashSecret(code),
    hash: hashSecret(secret),
    expiresAt: now + SESSION_LIFE_MS,
    now,
  })
  if (opened === null) return null
  const { token, expiresAt } = opened
  return {
    secret,
    caller: { name: token.name, roles: token.roles, token: token.id, via: 'session', expiresAt },
  }
}

export async function endSession({ store, clock }: Here, secret: string): Promise<void> {
  await store.sessions.end(hashSecret(secret), clock.now())
}
