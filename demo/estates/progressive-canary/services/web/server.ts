/** The HTTP server of each service of the shop: it routes, counts, logs, and ends politely. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Answer, type Asked, json, Refused, type Routes } from './answers.ts'
import { type Log, traceOf } from './log.ts'
import type { WebMetrics } from './metrics.ts'
import { type Match, router } from './router.ts'

export type WebService = {
  readonly name: string
  readonly port: number
  readonly routes: Routes
  readonly headers: Readonly<Record<string, string>>
  readonly metrics: WebMetrics
  /** Default: the registry of this process. */
  readonly exposition?: () => Promise<string>
  /** Comes before the handler of whatever is not about health, and may answer in its place. */
  readonly before?: (asked: Asked) => Promise<Answer | null>
  readonly log: Log
}

export type Listening = {
  readonly port: number
  /** Answers what is in flight, then closes whatever it held. */
  readonly end: () => Promise<void>
}

export async function listen(service: WebService): Promise<Listening> {
  const find = router(service.routes)
  const server = createServer({ keepAliveTimeout: 75_000 }, (request, response) => {
    void respond(service, find, request, response)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) =>
      reject(new Error(`${service.name} cannot listen on port ${service.port}`, { cause })),
    )
    server.listen(service.port, '127.0.0.1', resolve)
  })
  return { port: (server.address() as AddressInfo).port, end: () => close(server) }
}

const CLOSE_LIMIT_MS = 2_000

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const force = setTimeout(() => server.closeAllConnections(), CLOSE_LIMIT_MS)
    server.close(() => {
      clearTimeout(force)
      resolve()
    })
    server.closeIdleConnections()
  })
}

/** Probes and scrapes are the house's own affair, and no request of a user. */
const isOwnAffair = (path: string): boolean => path.startsWith('/health/') || path === '/metrics'

type Find = (method: string, path: string) => Match | null

async function respond(
  service: WebService,
  find: Find,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const began = performance.now()
  const url = new URL(request.url ?? '/', 'http://127.0.0.1')
  const method = request.method === 'HEAD' ? 'GET' : (request.method ?? 'GET')
  const match = find(method, url.pathname)
  const asked: Asked = {
    method,
    path: url.pathname,
    query: url.searchParams,
    headers: request.headers,
    params: match?.params ?? {},
    text: () => textOf(request),
  }
  const answer = await answered(service, match, asked)
  const ms = performance.now() - began
  const { 'x-app-version': version, ...others } = service.headers
  response.writeHead(answer.status, {
    'content-type': answer.type,
    'content-length': Buffer.byteLength(answer.body),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...others,
    ...(version === undefined || answer.notOurs ? {} : { 'x-app-version': version }),
    ...answer.headers,
  })
  if (!isOwnAffair(url.pathname)) {
    const { status } = answer
    const path = match?.path ?? 'other'
    service.metrics.count(path, status, ms / 1_000)
    const what = { status, ms: Math.round(ms), trace: traceOf(request.headers) }
    service.log(status >= 500 ? 'ERROR' : 'DEBUG', `${method} ${path}`, what)
  }
  // With the last byte the other end goes on: by then its request is counted and logged.
  response.end(request.method === 'HEAD' || answer.status === 304 ? undefined : answer.body)
}

async function answered(service: WebService, match: Match | null, asked: Asked): Promise<Answer> {
  try {
    if (asked.path === '/metrics' && asked.method === 'GET') return await exposed(service)
    if (match === null) return json(404, { error: `there is no ${asked.method} ${asked.path}` })
    const first = isOwnAffair(asked.path) ? null : await service.before?.(asked)
    return first ?? (await match.handler(asked))
  } catch (error) {
    if (error instanceof Refused) return json(error.status, { error: error.message })
    service.log('ERROR', 'a request failed', { cause: error instanceof Error ? error.stack : String(error) })
    return json(500, { error: 'this service has a fault of its own; its log says more' })
  }
}

async function exposed({ metrics, exposition }: WebService): Promise<Answer> {
  const body = await (exposition ?? (() => metrics.registry.metrics()))()
  return { status: 200, type: metrics.registry.contentType, body }
}

const BODY_MAX = 64 * 1024

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > BODY_MAX) throw new Refused(413, 'the body is larger than 64 KiB')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
