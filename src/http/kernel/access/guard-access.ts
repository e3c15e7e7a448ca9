import type { Context } from 'hono'
import { type Permission, permits, rolesThat } from '../../../core/access/roles.ts'
import type { Access as WholeAccess } from '../../../runtime/access/access.ts'
import type { Caller, Identified } from '../../../runtime/access/identify.ts'
import { ProblemError } from '../problem/problem.ts'
import { addressOf } from '../request/address.ts'
import type { Env } from '../request/env.ts'
import type { Guard } from './guard.ts'
import { isSafe, refuseForgery, sessionOf } from './guard-session.ts'
import type { RateLimiter } from './rate-limits.ts'

/**
 * The caller is the holder of the token, or of the session that stands for it; names in bodies are notes. In this
 * order: known, within the budget, permitted.
 */
export function guardAccess(access: Access, limiter: RateLimiter): Guard {
  const identify = async (c: Context<Env>, asking: Asking): Promise<Caller> => {
    const known: Caller | undefined = c.get('caller')
    if (known !== undefined) return known
    const caller = await callerOf(c, access, limiter, asking)
    c.set('caller', caller)
    return caller
  }
  return {
    identify: (c, mayBeUrgent) => identify(c, { reads: isSafe(c.req.method), mayBeUrgent }),
    async permit(c, permission, budget) {
      const asking = { reads: READING.includes(permission), mayBeUrgent: budget === 'urgent' }
      const caller = await identify(c, asking)
      c.set('ratelimit', await limiter.spend(budget, caller.token))
      if (permits(caller.roles, permission)) return caller
      throw notAllowed(caller, permission)
    },
    async still(c, permission) {
      const secret = secretOf(c)
      if (secret === null) return false
      const found = await find(access, secret, false)
      return found.known && permits(found.caller.roles, permission)
    },
    async anyone(c, budget) {
      c.set('ratelimit', await limiter.spend(budget, addressOf(c)))
    },
  }
}

type Access = Pick<WholeAccess, 'byToken' | 'bySession' | 'isFamiliar'>

/**
 * What only reads may be answered by somebody whose token was revoked a second ago on another server; nothing else
 * may.
 */
const READING: readonly Permission[] = ['read', 'read-journal', 'evaluate-flag']

type Asking = { readonly reads: boolean; readonly mayBeUrgent: boolean }

async function callerOf(
  c: Context<Env>,
  access: Access,
  limiter: RateLimiter,
  { reads, mayBeUrgent }: Asking,
): Promise<Caller> {
  const secret = secretOf(c)
  const address = addressOf(c)
  if (secret === null) throw await refuse(limiter, address, noToken(c.req.header('authorization')))
  // A flood of wrong tokens costs the database no more than this. It locks out nobody who was here before, and no
  // abort: what a command is shows only in its body.
  if (!mayBeUrgent && (await limiter.isSpent('unknown', address)) && !access.isFamiliar(secret.secret))
    await limiter.spend('unknown', address)
  if (secret.via === 'session') refuseForgery(c, secret.secret)
  const found = await find(access, secret, !reads)
  if (found.known) return found.caller
  if (found.because !== 'unknown') c.set('formerly', found.caller)
  throw await refuse(limiter, address, notValid(found, secret.via))
}

type Secret = { readonly via: Caller['via']; readonly secret: string }

const BEARER = /^Bearer +([A-Za-z0-9._~+/-]{16,200}=*)$/i

/** A token goes before a session: sending one is deliberate. */
function secretOf(c: Context): Secret | null {
  const header = c.req.header('authorization')
  const secret = header === undefined ? sessionOf(c) : BEARER.exec(header)?.[1]
  return secret === undefined ? null : { via: header === undefined ? 'session' : 'token', secret }
}

const find = (access: Access, { via, secret }: Secret, fresh: boolean): Promise<Identified> =>
  via === 'session' ? access.bySession(secret, fresh) : access.byToken(secret, fresh)

/** What is wrong again and again is answered as too much; a kill is not, however often somebody else was wrong. */
async function refuse(limiter: RateLimiter, address: string, problem: ProblemError): Promise<ProblemError> {
  await limiter.spend('unknown', address)
  return problem
}

function noToken(header: string | undefined): ProblemError {
  return new ProblemError(
    'unauthenticated',
    header === undefined ? 'The request carries no token.' : 'The Authorization header holds no token.',
    'Send Authorization: Bearer TOKEN (cutwater token create), or open the page with cutwater open.',
  )
}

function notValid(found: Exclude<Identified, { known: true }>, via: Caller['via']): ProblemError {
  if (found.because === 'unknown')
    return via === 'session'
      ? new ProblemError('session-over', 'This session is over.', 'Open the page anew: cutwater open.')
      : new ProblemError(
          'unauthenticated',
          'There is no such token.',
          'Use a token of this server (cutwater token create).',
        )
  return found.because === 'expired'
    ? new ProblemError('token-expired', 'The token has expired.', 'Ask an administrator for a new one.')
    : new ProblemError(
        'token-revoked',
        'The token was revoked.',
        'Ask an administrator why, and for a new one.',
      )
}

function notAllowed({ name, roles }: Caller, permission: Permission): ProblemError {
  const needs = rolesThat(permission)
  return new ProblemError(
    'not-allowed',
    `${name} may not do this with the roles ${roles.join(', ') || '(none)'}.`,
    `It takes one of the roles ${needs.join(', ')}: ask somebody who has it, or an administrator for it.`,
    { permission, needs },
  )
}
