/** What all the demo's services share: one HTTP server on 127.0.0.1 that ends politely and outlives no parent. */
import { createHash, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { watchParent } from '../process/parent-watch.ts'
import type { ServiceMetrics } from './metrics.ts'

export type Asked = {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: IncomingHttpHeaders
  /** The body as text; throws `Refused` above 256 KiB. */
  readonly text: () => Promise<string>
}
export type Answer = { readonly status: number; readonly type: string; readonly body: string }
export type Handler = (asked: Asked) => Answer | Promise<Answer>

export type Service = {
  readonly name: string
  readonly port: number
  readonly handler: Handler
  readonly headers?: Readonly<Record<string, string>>
  readonly parent?: number | undefined
  /** Counts every answer but those about health, and is read at `/metrics`. */
  readonly metrics?: ServiceMetrics
  /** For a fault to order: a service that will not go when it is asked to. */
  readonly ignoresTerm?: boolean
}

/** A request that is answered with a reason instead of what it asked for. */
export class Refused extends Error {
  override readonly name = 'Refused'
  readonly status: number
  constructor(status: number, because: string) {
    super(because)
    this.status = status
  }
}

/** Listens, says `listening PORT` on stdout, and ends on SIGTERM once the requests in flight are answered. */
export async function serve(service: Service): Promise<void> {
  const server = createServer({ keepAliveTimeout: 75_000 }, (request, response) => {
    void respond(service, request, response)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) =>
      reject(new Error(`${service.name} cannot listen on port ${service.port}`, { cause: error })),
    )
    server.listen(service.port, '127.0.0.1', resolve)
  })
  const end = () => {
    server.close(() => process.exit(0))
    server.closeIdleConnections()
    setTimeout(() => process.exit(0), 2_000).unref()
  }
  process.on('SIGTERM', service.ignoresTerm ? () => {} : end)
  // Ctrl-C in a terminal reaches the whole group: the one who started us decides when we end.
  process.on('SIGINT', () => {})
  if (service.parent !== undefined) watchParent(service.parent, () => process.exit(0))
  process.stdout.write(`listening ${(server.address() as AddressInfo).port}\n`)
}

async function respond(service: Service, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const began = performance.now()
  const answer = await answered(withMetrics(service), request)
  if (!isOwnAffair(request.url)) service.metrics?.count(answer.status, (performance.now() - began) / 1_000)
  response.writeHead(answer.status, {
    ...service.headers,
    'content-type': answer.type,
    'content-length': Buffer.byteLength(answer.body),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  })
  response.end(request.method === 'HEAD' ? undefined : answer.body)
}

const isOwnAffair = (url = '/'): boolean => url.startsWith('/health/') || url === '/metrics'

function withMetrics({ handler, metrics }: Service): Handler {
  if (metrics === undefined) return handler
  return async (asked) =>
    asked.path === '/metrics' ? { status: 200, ...(await metrics.text()) } : handler(asked)
}

async function answered(handler: Handler, request: IncomingMessage): Promise<Answer> {
  try {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1')
    const method = request.method === 'HEAD' ? 'GET' : (request.method ?? 'GET')
    return await handler({
      method,
      path: url.pathname,
      query: url.searchParams,
      headers: request.headers,
      text: () => textOf(request),
    })
  } catch (error) {
    if (error instanceof Refused) return json(error.status, { error: error.message })
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
    return json(500, { error: 'this service has a fault of its own; its log says more' })
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > 256 * 1024) throw new Refused(413, 'the body is larger than 256 KiB')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

export const json = (status: number, value: unknown): Answer => ({
  status,
  type: 'application/json; charset=utf-8',
  body: JSON.stringify(value),
})
export const html = (body: string): Answer => ({ status: 200, type: 'text/html; charset=utf-8', body })
export const notFound = (asked: Asked): Answer =>
  json(404, { error: `there is no ${asked.method} ${asked.path}` })

export async function jsonBody(asked: Asked): Promise<unknown> {
  try {
    return JSON.parse(await asked.text())
  } catch (error) {
    if (error instanceof Refused) throw error
    throw new Refused(400, 'the body is not JSON')
  }
}

/** Throws `Refused` 401 unless the request carries `Authorization: Bearer TOKEN`; takes the same time for any guess. */
export function mustCarry(asked: Asked, token: string): void {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  if (!timingSafeEqual(digest(asked.headers.authorization ?? ''), digest(`Bearer ${token}`)))
    throw new Refused(401, 'this needs the right bearer token')
}
