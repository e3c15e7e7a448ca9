import { Hono } from 'hono'
import { methodNotAllowed } from 'hono/method-not-allowed'
import type { Logger } from 'pino'
import type { Api } from './api.ts'
import type { Env } from './env.ts'
import { guardBearer } from './guard-bearer.ts'
import { guardHost } from './guard-host.ts'
import { ProblemError, problemAnswer } from './problem.ts'
import { changeRoutes } from './routes/changes.ts'
import { flagRoutes } from './routes/flags.ts'
import { healthRoutes } from './routes/health.ts'
import { journalRoutes } from './routes/journal.ts'
import { targetRoutes } from './routes/targets.ts'
import { limitTime } from './time-limit.ts'

export type AppOptions = {
  readonly api: Api
  readonly log: Logger
  /** Names under which the server may be asked, without ports; loopback names need not be listed. */
  readonly hosts?: readonly string[]
  /** Aborts when the server stops, so that nobody waits in a long poll for it. */
  readonly stop?: AbortSignal
}

/** The whole surface. Every answer that is no success is a problem (RFC 9457); codes of HTTP live here and nowhere below. */
export function createApp({
  api,
  log,
  hosts = [],
  stop = new AbortController().signal,
}: AppOptions): Hono<Env> {
  const app = new Hono<Env>()
  app.use(
    methodNotAllowed({
      app,
      onMethodNotAllowed: (c, methods) => notAllowed(c.req.path, c.req.method, methods),
    }),
  )
  app.use(guardHost(hosts))
  app.use(async (c, next) => {
    c.set('stop', AbortSignal.any([stop, c.req.raw.signal]))
    await next()
    c.header('cache-control', 'no-store')
    c.header('x-content-type-options', 'nosniff')
  })
  app.use(limitTime())
  app.use('/v1/*', guardBearer(api))
  app.route('/health', healthRoutes(api))
  app.route('/v1/changes', changeRoutes(api))
  app.route('/v1/targets', targetRoutes(api))
  app.route('/v1/flags', flagRoutes(api))
  app.route('/v1/journal', journalRoutes(api))
  app.notFound((c) =>
    problemAnswer(
      new ProblemError(
        'unknown-route',
        `There is no ${c.req.path.slice(0, 200)}.`,
        'The routes begin with /v1/changes, /v1/targets, /v1/flags, /v1/journal and /health.',
      ),
      c.req.path,
    ),
  )
  app.onError((error, c) => {
    if (error instanceof ProblemError) {
      const challenge: Record<string, string> =
        error.status === 401 ? { 'www-authenticate': 'Bearer realm="cutwater"' } : {}
      return problemAnswer(error, c.req.path, challenge)
    }
    log.error({ err: error, method: c.req.method, path: c.req.path }, 'a request could not be answered')
    return problemAnswer(
      new ProblemError(
        'internal-error',
        'The request could not be answered.',
        "See the server's log; it says why.",
      ),
      c.req.path,
    )
  })
  return app
}

function notAllowed(path: string, method: string, allowed: readonly string[]): Response {
  const allow = allowed.join(', ')
  const error = new ProblemError(
    'method-not-allowed',
    `${method.slice(0, 20)} means nothing at ${path.slice(0, 200)}.`,
    `Use ${allow}.`,
  )
  return problemAnswer(error, path, { allow })
}
