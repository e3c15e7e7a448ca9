import { stateOf, type Token } from '../../core/access/token.ts'
import type { Instant, Millis } from '../../core/time/instant.ts'
import type { Runtime } from '../context/runtime.ts'
import { dropOldest, type Find, remembered } from './remembered.ts'
import { hashSecret } from './secret-text.ts'

/** Who asks: the token they hold, or that their session stands for. */
export type Caller = {
  readonly name: string
  readonly roles: readonly string[]
  /** The id of the token. */
  readonly token: string
  readonly via: 'token' | 'session'
  /** When this way in closes. */
  readonly expiresAt: Instant
}

export type Identified =
  | { readonly known: true; readonly caller: Caller }
  /** `caller` once was somebody, which a refusal is journaled under. */
  | { readonly known: false; readonly because: 'expired' | 'revoked'; readonly caller: Caller }
  | { readonly known: false; readonly because: 'unknown' }

export type Identify = {
  /**
   * `fresh` asks the database; otherwise an answer may be `REMEMBERED_MS` old, or from before the database went away.
   */
  byToken(secret: string, fresh: boolean): Promise<Identified>
  bySession(secret: string, fresh: boolean): Promise<Identified>
  /** Whether this server has lately seen it valid: enough to ask the database about it in a flood of wrong ones. */
  isFamiliar(secret: string): boolean
  /** After a revocation here; the other servers notice within `REMEMBERED_MS`. */
  forget(): void
}

const USED_MAX = 2_000
const USED_EVERY_MS: Millis = 60_000

export function identifier({ store, clock, log }: Pick<Runtime, 'store' | 'clock' | 'log'>): Identify {
  const known = remembered()
  const used = new Map<string, Instant>()

  const look = async (hash: string, fresh: boolean, find: Find): Promise<Identified> => {
    const now = clock.now()
    const found = await known.find(hash, now, fresh, find)
    if (found === null) return { known: false, because: 'unknown' }
    const { token, via, expiresAt } = found
    const caller = { name: token.name, roles: token.roles, token: token.id, via, expiresAt }
    const state = stateOf(token, now)
    if (state !== 'valid' || now >= expiresAt) known.drop(hash)
    if (state !== 'valid') return { known: false, because: state, caller }
    if (now >= expiresAt) return { known: false, because: 'unknown' }
    noteUse(token, now)
    return { known: true, caller }
  }

  /** Nobody waits for it, and nobody is refused because it could not be written. */
  const noteUse = ({ id }: Token, now: Instant) => {
    if (now - (used.get(id) ?? Number.NEGATIVE_INFINITY) < USED_EVERY_MS) return
    used.delete(id)
    used.set(id, now)
    dropOldest(used, USED_MAX)
    store.tokens.used(id, now).catch((error: unknown) => {
      log.warn({ err: error, token: id }, 'when a token was last used could not be written')
    })
  }

  return {
    byToken: (secret, fresh) =>
      look(hashSecret(secret), fresh, async (hash) => {
        const token = await store.tokens.find(hash)
        return token && { token, via: 'token', expiresAt: token.expiresAt }
      }),
    bySession: (secret, fresh) =>
      look(hashSecret(secret), fresh, async (hash, now) => {
        const session = await store.sessions.find(hash, now)
        return session && { ...session, via: 'session' }
      }),
    isFamiliar: (secret) => known.has(hashSecret(secret)),
    forget: known.forget,
  }
}
