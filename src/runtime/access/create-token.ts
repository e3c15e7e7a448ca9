import { isRole, mayGive, ROLE_NAMES } from '../../core/access/roles.ts'
import { stateOf, TOKEN_LIFE_MS_MAX, TOKEN_LIFE_MS_MIN, type Token } from '../../core/access/token.ts'
import { faultOfTokenName } from '../../core/access/token-name.ts'
import { formatDuration } from '../../core/time/duration.ts'
import type { Millis } from '../../core/time/instant.ts'
import type { Runtime } from '../context/runtime.ts'
import type { Caller } from './identify.ts'
import { hashSecret, newSecret } from './secret-text.ts'

export type TokenOrder = {
  readonly name: string
  readonly roles: readonly string[]
  readonly lifeMs: Millis
  readonly by: Caller
}

export type TokenCreated =
  /** `secret` is told this once; nothing keeps it. `sameName` are valid tokens of that name beside it. */
  | {
      readonly created: true
      readonly token: Token
      readonly secret: string
      readonly sameName: readonly string[]
    }
  | {
      readonly created: false
      readonly because: 'name' | 'roles' | 'life' | 'exceeds'
      readonly reason: string
    }

/** Gives somebody a way in. Nobody gives a role that permits what they may not do themselves. */
export async function createToken(
  { store, clock, log }: Pick<Runtime, 'store' | 'clock' | 'log'>,
  { name, roles, lifeMs, by }: TokenOrder,
): Promise<TokenCreated> {
  const fault = faultOf({ name, roles, lifeMs, by })
  if (fault !== null) return { created: false, ...fault }
  const secret = newSecret('cw')
  const now = clock.now()
  const token = await store.tokens.add({
    hash: hashSecret(secret),
    name,
    roles: ROLE_NAMES.filter((role) => roles.includes(role)),
    expiresAt: now + lifeMs,
    actor: { kind: 'person', name: by.name },
    now,
  })
  log.info({ token: token.id, name, roles: token.roles, by: by.name }, 'a token was created')
  const same = await store.tokens.list(now, SAME_NAME_MAX, name)
  const sameName = same.filter((other) => other.id !== token.id && stateOf(other, now) === 'valid')
  return { created: true, token, secret, sameName: sameName.map(({ id }) => id) }
}

const SAME_NAME_MAX = 50

type Fault = Pick<Extract<TokenCreated, { created: false }>, 'because' | 'reason'>

function faultOf({ name, roles, lifeMs, by }: TokenOrder): Fault | null {
  const badName = faultOfTokenName(name)
  if (badName !== null) return { because: 'name', reason: badName }
  const unknown = roles.find((role) => !isRole(role))
  if (unknown !== undefined || roles.length === 0)
    return {
      because: 'roles',
      reason: `${unknown === undefined ? 'a token needs a role' : `there is no role "${unknown.slice(0, 40)}"`}: ${ROLE_NAMES.join(', ')}`,
    }
  if (!mayGive(by.roles, roles))
    return {
      because: 'exceeds',
      reason: `${by.name} may not give ${roles.join(', ')}: it permits more than their own roles`,
    }
  if (lifeMs < TOKEN_LIFE_MS_MIN || lifeMs > TOKEN_LIFE_MS_MAX)
    return {
      because: 'life',
      reason: `a token lives from ${formatDuration(TOKEN_LIFE_MS_MIN)} to ${formatDuration(TOKEN_LIFE_MS_MAX)}`,
    }
  return null
}
