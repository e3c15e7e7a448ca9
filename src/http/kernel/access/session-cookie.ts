import type { Context } from 'hono'
import { generateCookie } from 'hono/cookie'
import type { Millis } from '../../../core/time/instant.ts'

/**
 * The cookie of the page. Browsers share cookies over all ports of a host, so its name says the port: two servers on
 * this machine do not throw each other's sessions out. Behind TLS it belongs to that host alone.
 */
export function sessionCookie(c: Context): string {
  if (c.get('secure') === true) return `__Host-${SESSION_COOKIE}`
  const port = /:(\d{1,5})$/.exec(c.req.header('host') ?? '')?.[1]
  return port === undefined ? SESSION_COOKIE : `${SESSION_COOKIE}_${port}`
}

export const SESSION_COOKIE = 'cutwater_session'

/** The header that gives the cookie. */
export const giveSession = (c: Context, secret: string, lifeMs: Millis) =>
  cookieHeader(c, secret, Math.max(1, Math.floor(lifeMs / 1000)))

/** The header that takes it away. */
export const takeSession = (c: Context) => cookieHeader(c, '', 0)

function cookieHeader(c: Context, value: string, maxAge: number): { readonly 'set-cookie': string } {
  const secure = c.get('secure') === true
  const attributes = { path: '/', httpOnly: true, sameSite: 'Strict', secure, maxAge } as const
  return { 'set-cookie': generateCookie(sessionCookie(c), value, attributes) }
}
