import { type Context, Hono } from 'hono'
import { methodNotAllowed } from 'hono/method-not-allowed'
import type { Logger } from 'pino'
import { NewerVersion } from '../core/event/upcast.ts'
import { isBusyReading } from '../runtime/change/examine-plan.ts'
import { isOutage, outageWords } from '../runtime/context/outage.ts'
import type { House } from './api/house.ts'
import { type ServerMetrics, serverMetrics } from './api/server/server-metrics.ts'
import { guardAccess } from './kernel/access/guard-access.ts'
import { guardHost, type Origins } from './kernel/access/guard-host.ts'
import { noteRefusal } from './kernel/access/note-refusal.ts'
import { type RateBudget, type RateLimit, rateLimiter } from './kernel/access/rate-limits.ts'
import { eventStreams, type StreamLimits } from './kernel/events/event-streams.ts'
import { serving } from './kernel/operation/serve-operation.ts'
import { ProblemError, problemAnswer } from './kernel/problem/problem.ts'
import { problemHeaders } from './kernel/problem/problem-headers.ts'
import type { Env } from './kernel/request/env.ts'
import { answerWithin } from './kernel/request/time-limit.ts'
import { routes } from './routes.ts'
import { pageRoutes } from './site/page.ts'
import type { Site } from './site/site.ts'

export type AppOptions = {
  readonly house: House
  readonly log: Logger
  readonly origins?: Partial<Origins>
  /** Instead of `RATE_LIMITS`, for those named. */
  readonly rateLimits?: Readonly<Partial<Record<RateBudget, RateLimit>>>
  readonly streamLimits?: StreamLimits
  /** One for a server; without it there is one that only the surface fills. */
  readonly metrics?: ServerMetrics
  /** The live page; without it there is only the API. */
  readonly site?: Site
  /** Aborts when the server stops, so that nobody waits in a long poll for it. */
  readonly stop?: AbortSignal
}

/**
 * The whole surface. Every answer that is no success is a problem (RFC 9457); codes of HTTP live here and nowhere
 * below.
 */
export function createApp({
  house,
  log,
  origins: { own = [], pages = [] } = {},
  rateLimits = {},
  streamLimits = {},
  metrics = serverMetrics(),
  site,
  stop = new AbortController().signal,
}: AppOptions): Hono<Env> {
  const app = new Hono<Env>()
  app.use(async (c, next) => {
    const from = performance.now()
    await next()
    const operation = c.get('operation') ?? 'none'
    metrics.request(operation, methodOf(c.req.method), c.res.status, (performance.now() - from) / 1_000)
  })
  app.use(
    methodNotAllowed({
      app,
      onMethodNotAllowed: (c, methods) => notAllowed(c, methods),
    }),
  )
  app.use(guardHost({ own, pages }))
  app.use((c, next) => {
    c.set('stop', () => AbortSignal.any([stop, c.req.raw.signal]))
    return next()
  })
  const guard = guardAccess(house.access, rateLimiter(rateLimits))
  const streams = eventStreams(streamLimits)
  metrics.readers(() => streams.size)
  routes(serving(app, guard), house, { streams, metrics })
  if (site !== undefined) pageRoutes(app, site)
  app.notFound(async (c) => {
    // An unknown caller learns no names, not even which do not exist.
    if (c.req.path.startsWith('/v1/')) await answerWithin({ urgent: false }, () => guard.identify(c, false))
    return problemAnswer(
      new ProblemError(
        'unknown-route',
        `There is no ${c.req.path.slice(0, 200)}.`,
        'GET /openapi.json describes all there is.',
      ),
      asked(c),
    )
  })
  app.onError(async (error, c) => {
    if (error instanceof ProblemError) {
      await noteRefusal(c, error, house.access)
      return problemAnswer(error, asked(c), problemHeaders(error))
    }
    if (isOutage(error)) {
      log.warn({ err: error, method: c.req.method, path: c.req.path }, 'a request met no database')
      const problem = noDatabase(error)
      return problemAnswer(problem, asked(c), problemHeaders(problem))
    }
    if (isBusyReading(error)) {
      const problem = manyPlans()
      return problemAnswer(problem, asked(c), problemHeaders(problem))
    }
    if (error instanceof NewerVersion) {
      const problem = newerThanThis(error)
      return problemAnswer(problem, asked(c), problemHeaders(problem))
    }
    log.error({ err: error, method: c.req.method, path: c.req.path }, 'a request could not be answered')
    return problemAnswer(
      new ProblemError(
        'internal-error',
        c.req.method === 'GET' || c.req.method === 'HEAD'
          ? 'The request could not be answered.'
          : 'The request could not be answered; what was asked may have happened all the same.',
        "See the server's log; it says why. Look before you ask for it again.",
      ),
      asked(c),
    )
  })
  return app
}

const noDatabase = (error: unknown): ProblemError =>
  new ProblemError(
    'not-ready',
    `T${outageWords(error).slice(1)}. What was asked may have happened all the same.`,
    'Ask again with the same Idempotency-Key. cutwater kill TARGET --direct closes a target without a database.',
    { retryAfter: 2 },
  )

const manyPlans = (): ProblemError =>
  new ProblemError(
    'not-ready',
    'Many plans wait to be read already; nothing was done.',
    'Send it again in some seconds.',
    { retryAfter: 5 },
  )

/** While servers are replaced one by one, an older one cannot tell what a newer one has written. */
const newerThanThis = ({ message }: NewerVersion): ProblemError =>
  new ProblemError(
    'not-ready',
    `This server cannot read it: ${message}.`,
    'Ask a server of that version. Closing a target works here too: cutwater kill TARGET.',
    { retryAfter: 2 },
  )

/** Anybody can make methods up; a metric has a bounded number of labels. */
const methodOf = (method: string): string => (METHODS.has(method) ? method : 'other')
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])

/** As it was asked for: `instance` is a reference of RFC 3986, and what is decoded need not be one. */
const asked = (c: Context): string => new URL(c.req.url).pathname

function notAllowed(c: Context, allowed: readonly string[]): Response {
  const { method, path } = c.req
  const allow = allowed.join(', ')
  const error = new ProblemError(
    'method-not-allowed',
    `${method.slice(0, 20)} means nothing at ${path.slice(0, 200)}.`,
    `Use ${allow}.`,
  )
  return problemAnswer(error, asked(c), { allow })
}
