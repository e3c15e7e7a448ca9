import type { Context, Hono } from 'hono'
import { OF_EVERY_ANSWER } from '../kernel/problem/every-answer.ts'
import { ProblemError } from '../kernel/problem/problem.ts'
import type { Env } from '../kernel/request/env.ts'
import type { Site, SiteFile } from './site.ts'

/**
 * Where the page answers; it is public, for it holds nothing: what it shows it asks the API for, which asks who it
 * is.
 */
export const PAGE_PATHS = ['/', '/changes', '/changes/:id', '/server', '/login', '/assets/:file'] as const
const [ROOT, CHANGES, CHANGE, SERVER, LOGIN, ASSETS] = PAGE_PATHS

/** Nothing from elsewhere, nothing inline, in no frame: a hostile name that became markup could still do nothing. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

const HEADERS: Readonly<Record<string, string>> = {
  ...OF_EVERY_ANSWER,
  'content-security-policy': POLICY,
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=()',
  vary: 'accept-encoding',
}

/** Every address of a page answers with the same document, which finds its way by the address. */
export function pageRoutes(app: Hono<Env>, site: Site): void {
  for (const path of [ROOT, CHANGES, CHANGE, SERVER, LOGIN])
    app.get(path, (c) => {
      const index = site.index()
      if (index === null)
        throw new ProblemError(
          'page-not-built',
          'The live page is not built in this checkout; everything else works without it.',
          'Run cutwater open where the server runs: it builds the page, or says why it cannot. Or use cutwater list and cutwater watch.',
        )
      return send(c, index, 'no-store')
    })
  app.get(ASSETS, (c) => {
    const file = site.asset(c.req.param('file'))
    if (file === null)
      throw new ProblemError(
        'unknown-route',
        'There is no such part of the page.',
        'Load the page again; it may have been built anew.',
      )
    return send(c, file, 'public, max-age=31536000, immutable')
  })
}

function send(c: Context<Env>, { type, bytes, gzipped }: SiteFile, cache: string): Response {
  const gzip = /\bgzip\b/.test(c.req.header('accept-encoding') ?? '')
  return c.body(gzip ? gzipped : bytes, 200, {
    ...HEADERS,
    'content-type': type,
    'cache-control': cache,
    ...(gzip ? { 'content-encoding': 'gzip' } : {}),
  })
}
