import type { HttpBindings } from '@hono/node-server'
import type { Context, MiddlewareHandler } from 'hono'
import { cors } from 'hono/cors'
import { ProblemError } from '../problem/problem.ts'
import type { Env } from '../request/env.ts'

export type Origins = {
  /** Under which people reach this server through a proxy of theirs: `https://cutwater.example`. Loopback need not be listed. */
  readonly own: readonly string[]
  /**
   * Other sites whose pages may ask with a bearer token: those that evaluate flags in a browser. No cookie works
   * there.
   */
  readonly pages: readonly string[]
}

/**
 * A page of another site may make a browser send requests here (DNS rebinding, cross-site forms). Such a request names
 * another host, or another origin, and is answered with nothing. What a proxy says in `X-Forwarded-*` changes nothing.
 */
export function guardHost({ own, pages }: Origins): MiddlewareHandler<Env> {
  const byHost = new Map(own.map((origin) => [new URL(origin).host, new URL(origin).origin]))
  const listed = new Set(pages.map((page) => new URL(page).origin))
  const answerPage = cors({
    origin: [...listed],
    allowMethods: ['GET', 'HEAD', 'POST', 'PUT', 'DELETE'],
    allowHeaders: [
      'authorization',
      'content-type',
      'if-none-match',
      'if-match',
      'idempotency-key',
      'last-event-id',
    ],
    exposeHeaders: ['etag', 'location', 'retry-after', 'ratelimit'],
    maxAge: 600,
  })
  return async (c, next) => {
    const host = hostOf(c)
    refuseTwoHosts(c, host)
    const origin = byHost.get(host) ?? (isLoopback(host) ? `http://${host}` : undefined)
    if (origin === undefined)
      throw new ProblemError(
        'foreign-host',
        'This server does not answer for that host.',
        'Ask it by the address it listens on, as localhost, or by a name given with --origin.',
      )
    c.set('secure', origin.startsWith('https:'))
    const from = c.req.header('origin')?.toLowerCase()
    if (from === undefined || from === origin) return next()
    if (listed.has(from) && c.req.header('cookie') === undefined) return answerPage(c, next)
    throw new ProblemError(
      'foreign-origin',
      'Pages of other sites may not ask this server.',
      'Open its own page, or use the command line.',
    )
  }
}

/**
 * Of two, a proxy may have looked at the other one. A whole address names one too, before its path (RFC 9112, section
 * 3.2.2).
 */
function refuseTwoHosts(c: Context, host: string): void {
  const { incoming } = (c.env ?? {}) as Partial<HttpBindings>
  const hosts = (incoming?.rawHeaders ?? []).filter(
    (name, i) => i % 2 === 0 && name.length === 4 && name.toLowerCase() === 'host',
  )
  const named = incoming?.url?.startsWith('/') === false ? new URL(c.req.url).host : host
  if (named !== host || hosts.length > 1)
    throw new ProblemError(
      'malformed-request',
      'The request names two hosts.',
      'Send one Host header, and only a path before it.',
    )
}

const hostOf = (c: Context): string => (c.req.header('host') ?? new URL(c.req.url).host).toLowerCase()

/** Exactly these: a browser writes them no other way, so another spelling is somebody trying. */
const isLoopback = (host: string): boolean => /^(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?$/.test(host)
