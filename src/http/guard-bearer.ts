import type { MiddlewareHandler } from 'hono'
import type { Api, Caller } from './api.ts'
import type { Env } from './env.ts'
import { ProblemError } from './problem.ts'

const TOKEN = /^Bearer +([A-Za-z0-9._~+/-]{16,200}=*)$/i

/** Who asks is whoever holds the token; names in bodies are notes. Reading needs a role that reads, everything else one that acts. */
export function guardBearer(api: Api): MiddlewareHandler<Env> {
  return async (c, next) => {
    const token = TOKEN.exec(c.req.header('authorization') ?? '')?.[1]
    if (token === undefined)
      throw new ProblemError(
        'unauthenticated',
        'The request carries no token.',
        'Send Authorization: Bearer TOKEN; the first token is in the data directory of the server.',
      )
    const caller = await api.who(token)
    if (caller === null)
      throw new ProblemError(
        'unauthenticated',
        'The token is unknown or has expired.',
        'Use a token of this server that is still valid.',
      )
    const reads = c.req.method === 'GET' || c.req.method === 'HEAD'
    if (!may(caller, reads ? 'read' : 'act'))
      throw new ProblemError(
        'not-allowed',
        `${caller.name} may not do this with the roles ${caller.roles.join(', ') || '(none)'}.`,
        'Ask somebody who may, or an administrator for the role.',
      )
    c.set('caller', caller)
    await next()
  }
}

/** A role that is not listed here allows nothing. */
const ROLES: Readonly<Record<string, readonly ('read' | 'act')[]>> = {
  admin: ['read', 'act'],
  viewer: ['read'],
}

function may({ roles }: Caller, what: 'read' | 'act'): boolean {
  return roles.some((role) => Object.hasOwn(ROLES, role) && ROLES[role]?.includes(what) === true)
}
