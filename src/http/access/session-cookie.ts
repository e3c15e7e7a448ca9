import type { Context } from 'hono'
import { deleteCookie, setCookie } from 'hono/cookie'
import type { Millis } from '../../core/time/instant.ts'

/**
 * The cookie of the page. Browsers share cookies over all ports of a host, so its name says the port: two servers on this
 * machine do not throw each other's sessions out. Behind TLS it belongs to that host alone.
 */
export function sessionCookie(c: Context): string {
  if (c.get('secure') === true) return `__Host-${SESSION_COOKIE}`
  const port = /:(\d{1,5})$/.exec(c.req.header('host') ?? '')?.[1]
  return port === undefined ? SESSION_COOKIE : `${SESSION_COOKIE}_${port}`
}

export const SESSION_COOKIE = 'cutwater_session'

export function giveSession(c: Context, secret: string, lifeMs: Millis): void {
  const maxAge = Math.max(1, Math.floor(lifeMs / 1000))
  setCookie(c, sessionCookie(c), secret, { ...attributes(c), maxAge })
}

export function takeSession(c: Context): void {
  deleteCookie(c, sessionCookie(c), attributes(c))
}

const attributes = (c: Context) =>
  ({ path: '/', httpOnly: true, sameSite: 'Strict', secure: c.get('secure') === true }) as const
