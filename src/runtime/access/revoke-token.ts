import { stateOf, TOKEN_ID, type Token } from '../../core/access/token.ts'
import { faultOfTokenName } from '../../core/access/token-name.ts'
import type { Runtime } from '../context/runtime.ts'
import type { Caller } from './identify.ts'

export type TokenRevocation = {
  /** An id, or a name that only one valid token has. */
  readonly token: string
  readonly because: string
  readonly by: Caller
  /** Also the last one that may manage tokens. */
  readonly evenTheLast: boolean
}

export type TokenRevoked =
  | { readonly revoked: true; readonly already: boolean; readonly token: Token; readonly own: boolean }
  | { readonly revoked: false; readonly because: 'unknown-token' | 'last-manager' }
  /** Several valid tokens have that name: these. */
  | { readonly revoked: false; readonly because: 'several'; readonly tokens: readonly Token[] }

/**
 * Takes effect here at once and on every other server with its next question to the database, its sessions included.
 */
export async function revokeToken(
  { store, clock, log }: Pick<Runtime, 'store' | 'clock' | 'log'>,
  { token, because, by, evenTheLast }: TokenRevocation,
): Promise<TokenRevoked> {
  const now = clock.now()
  const found = TOKEN_ID.test(token) ? [] : await named(store, token, now)
  if (found.length > 1) return { revoked: false, because: 'several', tokens: found }
  const id = TOKEN_ID.test(token) ? token : found[0]?.id
  if (id === undefined) return { revoked: false, because: 'unknown-token' }
  const actor = { kind: 'person', name: by.name } as const
  const answer = await store.tokens.revoke({ id, actor, because, evenTheLast, now })
  if (!answer.revoked) return answer
  if (!answer.already)
    log.warn({ token: id, name: answer.token.name, by: by.name, because }, 'a token was revoked')
  return { ...answer, own: by.token === id }
}

const SAME_NAME_MAX = 50

/** The valid ones; when there are none, the newest that is over, so that revoking again says so. */
async function named(store: Runtime['store'], name: string, now: number): Promise<readonly Token[]> {
  if (faultOfTokenName(name) !== null) return []
  const same = await store.tokens.list(now, SAME_NAME_MAX, name)
  const valid = same.filter((token) => stateOf(token, now) === 'valid')
  return valid.length > 0 ? valid : same.slice(0, 1)
}
