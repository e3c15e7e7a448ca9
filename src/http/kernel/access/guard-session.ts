import { timingSafeEqual } from 'node:crypto'
import type { Context } from 'hono'
import { getCookie } from 'hono/cookie'
import { csrfOf } from '../../../runtime/access/secret-text.ts'
import { ProblemError } from '../problem/problem.ts'
import { sessionCookie } from './session-cookie.ts'

const SECRET = /^cws_[\w-]{43}$/

export const isSafe = (method: string): boolean => method === 'GET' || method === 'HEAD'

/** The secret of the page's session; undefined when the request carries none. */
export function sessionOf(c: Context): string | undefined {
  const secret = getCookie(c, sessionCookie(c))
  return secret !== undefined && SECRET.test(secret) ? secret : undefined
}

/**
 * A browser sends the cookie along with whatever a page makes it send. So what acts also carries what only our own
 * page can know; and a browser that says which page it acts for says our own.
 */
export function refuseForgery(c: Context, secret: string): void {
  const site = c.req.header('sec-fetch-site')
  if (site !== undefined && site !== 'same-origin' && site !== 'none') throw forged('another page')
  if (isSafe(c.req.method)) return
  const token = c.req.header('x-csrf-token')
  if (token === undefined || !same(token, csrfOf(secret)))
    throw forged(token === undefined ? 'a page without X-CSRF-Token' : 'a page with a wrong X-CSRF-Token')
}

function same(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}

const forged = (by: string): ProblemError =>
  new ProblemError(
    'csrf',
    `This was sent by ${by}.`,
    'Reload the page of this server; GET /v1/session says the token that X-CSRF-Token has to carry.',
  )
