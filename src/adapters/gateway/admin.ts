import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { Logger } from 'pino'
import { z } from 'zod'
import { readBounded } from '../../ports/read-bounded.ts'
import { answerProblem } from './client/problem.ts'
import type { Switchboard } from './switchboard.ts'
import type { Telemetry } from './telemetry.ts'
import { countingSchema, desiredSchema, type GatewayStatus } from './wire.ts'

export type Admin = {
  readonly instance: string
  readonly switchboard: Switchboard
  readonly telemetry: Telemetry
  readonly status: () => GatewayStatus
  /** Of a target: how many that were let through are under way. */
  readonly writes: (target: string) => number
  /** Whether `POST /faults` may order a metrics outage: only in a demo. */
  readonly demoFaults: boolean
  /** Milliseconds since the epoch. */
  readonly now: () => number
  readonly log: Logger
}

/**
 * The operator's side of the gateway: HTTP and JSON on a Unix socket that only its owner can open, and for servers on
 * other machines by TLS in which both ends show a certificate.
 *
 *   GET  /status
 *   PUT  /targets/{name}/desired     200 accepted, 409 refused; both say what the gateway has
 *   POST /targets/{name}/latch       closes and latches without a database
 *   GET  /telemetry?after=SEQ&limit=N
 *   PUT  /counting                   what to count apart in the next minute, by target
 *   POST /faults {"metrics": "down"|"up"}
 */
export function adminHandler(admin: Admin): RequestListener {
  let metricsDown = false

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', 'http://gateway')
    const [what = '', name = '', act = '', ...rest] = url.pathname.slice(1).split('/').map(decodeURIComponent)
    const asked = `${request.method} ${what}${name === '' ? '' : `/*/${act}`}`
    if (rest.length > 0) return answerProblem(response, 404, 'No such resource')

    switch (asked) {
      case 'GET status':
        return answer(response, 200, admin.status())
      case 'PUT targets/*/desired':
        return await write(admin, name, await jsonOf(request), response)
      case 'POST targets/*/latch':
        return await latch(admin, name, response)
      case 'GET telemetry':
        if (metricsDown) return answerProblem(response, 503, 'The metrics are down, as was ordered')
        return telemetry(admin, url.searchParams, response)
      case 'PUT counting': {
        const { targets } = countingSchema.parse(await jsonOf(request))
        for (const [target, apart] of Object.entries(targets)) admin.telemetry.countApart(target, apart)
        return answer(response, 200, { counting: true })
      }
      case 'POST faults': {
        if (!admin.demoFaults) return answerProblem(response, 403, 'Faults can be ordered in a demo only')
        metricsDown = faultsSchema.parse(await jsonOf(request)).metrics === 'down'
        admin.log.warn({ metricsDown }, 'a metrics fault was ordered')
        return answer(response, 200, { metrics: metricsDown ? 'down' : 'up' })
      }
      default:
        return answerProblem(response, 404, 'No such resource')
    }
  }

  return (request, response) => {
    handle(request, response).catch((cause: unknown) => {
      const theirs = cause instanceof z.ZodError || cause instanceof SyntaxError || cause instanceof URIError
      if (!theirs) admin.log.error({ err: cause, url: request.url }, 'an admin request failed')
      if (response.headersSent) return response.destroy()
      const detail = cause instanceof Error ? cause.message : String(cause)
      return answerProblem(response, theirs ? 400 : 500, theirs ? 'The request is wrong' : 'It failed', {
        detail,
      })
    })
  }
}

async function write(admin: Admin, target: string, body: unknown, response: ServerResponse): Promise<void> {
  const { switchboard, log } = admin
  const before = switchboard.held(target)
  if (before === undefined) return answerProblem(response, 404, 'This gateway does not route that target')
  const incoming = desiredSchema.parse(body)
  const written = await switchboard.write(target, incoming)
  const has = switchboard.held(target)
  if (!written.accepted) {
    log.warn({ target, incoming, has, because: written.because }, 'a write was refused')
    return answer(response, 409, {
      accepted: false,
      because: written.because,
      has,
      writes: admin.writes(target),
    })
  }
  if (before.desired.generation !== incoming.generation) log.info({ target, has }, 'a write was accepted')
  return answer(response, 200, { accepted: true, has, writes: admin.writes(target) })
}

async function latch(admin: Admin, target: string, response: ServerResponse): Promise<void> {
  const { switchboard, log } = admin
  if (switchboard.held(target) === undefined)
    return answerProblem(response, 404, 'This gateway does not route that target')
  const { already } = await switchboard.latch(target)
  const has = switchboard.held(target)
  log.warn({ target, has, already }, 'the target was latched at the socket')
  return answer(response, 200, { already, has })
}

function telemetry(admin: Admin, query: URLSearchParams, response: ServerResponse): void {
  const { after, limit } = pageSchema.parse(Object.fromEntries(query))
  answer(response, 200, { instance: admin.instance, now: admin.now(), ...admin.telemetry.page(after, limit) })
}

const pageSchema = z.strictObject({
  after: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(10_000).default(1_000),
})
const faultsSchema = z.strictObject({ metrics: z.enum(['down', 'up']) })

const BODY_MAX_BYTES = 64 * 1024

async function jsonOf(request: IncomingMessage): Promise<unknown> {
  const { bytes, whole } = await readBounded(request, BODY_MAX_BYTES)
  if (!whole) throw new SyntaxError('The body is longer than 64 KiB')
  return JSON.parse(bytes.toString('utf8'))
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body)
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
  })
  response.end(text)
}
