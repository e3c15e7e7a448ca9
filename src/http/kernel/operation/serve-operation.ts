import type { Context, Handler, Hono } from 'hono'
import type { Guard } from '../access/guard.ts'
import type { RateBudget } from '../access/rate-limits.ts'
import { OF_EVERY_ANSWER } from '../problem/every-answer.ts'
import { ProblemError } from '../problem/problem.ts'
import { readBody } from '../request/body.ts'
import type { Env } from '../request/env.ts'
import { idempotencyKey, revisionSeen } from '../request/headers.ts'
import { readQuery, refuseQuery } from '../request/query.ts'
import { readWithin, UPLOAD_LIMIT_MS } from '../request/read-text.ts'
import { answerWithin } from '../request/time-limit.ts'
import type { Operation, Serve } from './operation.ts'

/**
 * The caller is known and permitted before anything else of the request is read; a handler sees only what its operation
 * describes.
 */
export function serving(app: Hono<Env>, guard: Guard): Serve {
  return (operation) => ({
    by(handle) {
      const path = operation.path.replaceAll(/\{(\w+)\}/g, ':$1')
      const { needs, urgent = false } = operation
      const answering = async (c: Context<Env>): Promise<Response> => {
        await admit(c, operation, guard)
        return recasting(c, operation, async () => {
          const read = await readRequest(c, operation, guard)
          if (needs !== undefined) {
            const needed = needs(read.body as never)
            await guard.permit(c, needed.permission, needed.urgent ? 'urgent' : 'token')
          }
          // What was read is what the operation describes, which its types cannot follow.
          const asked = read as unknown as Parameters<typeof handle>[0]
          return answer(c, operation, (await handle(asked)) as Replied)
        })
      }
      const handler: Handler<Env> = (c) => {
        c.set('operation', operation.id)
        return answerWithin({ urgent, limitMs: operation.limitMs }, () => answering(c))
      }
      app.on(operation.method.toUpperCase(), path, handler)
    },
  })
}

/** Where the permission depends on the body, the caller is only identified before it is read. */
async function admit(c: Context<Env>, operation: Operation, guard: Guard): Promise<void> {
  const { permission, needs, urgent = false, notBySession } = operation
  if (needs !== undefined) await guard.identify(c, urgent)
  else if (permission === 'anyone') await guard.anyone(c, budgetOf(operation))
  else await guard.permit(c, permission, budgetOf(operation))
  if (notBySession !== undefined && c.get('caller')?.via === 'session')
    throw new ProblemError('not-allowed', notBySession.because, notBySession.remedy)
}

function budgetOf({ budget, urgent, permission }: Operation): RateBudget {
  if (budget !== undefined) return budget
  if (urgent) return 'urgent'
  return permission === 'anyone' ? 'anyone' : 'token'
}

async function recasting(
  c: Context<Env>,
  operation: Operation,
  answering: () => Promise<Response>,
): Promise<Response> {
  try {
    return await answering()
  } catch (error) {
    const { recast } = operation
    if (!(error instanceof ProblemError) || !recast?.kinds.includes(error.kind)) throw error
    return answer(c, operation, recast.as(error, c.req.param()))
  }
}

async function readRequest(c: Context<Env>, operation: Operation, guard: Guard) {
  return {
    c,
    caller: operation.permission === 'anyone' ? null : c.get('caller'),
    still: async () => operation.permission === 'anyone' || guard.still(c, operation.permission),
    params: paramsOf(c, operation),
    key: keyOf(c, operation),
    revision: operation.ifMatch ? revisionSeen(c) : undefined,
    headers: headersOf(c, operation),
    query: operation.query === undefined ? refuseQuery(c) : readQuery(c, operation.query),
    file:
      operation.upload === undefined
        ? undefined
        : new Uint8Array(await readWithin(c.req.raw, UPLOAD_LIMIT_MS, operation.upload.bytesMax)),
    body:
      operation.body === undefined
        ? undefined
        : await readBody(c, operation.body, {
            type: operation.bodyType,
            urgent: operation.urgent,
            bytesMax: operation.bodyMax,
          }),
  }
}

function paramsOf(c: Context<Env>, { params = {} }: Operation): Record<string, string> {
  const given = Object.fromEntries(Object.keys(params).map((name) => [name, c.req.param(name) ?? '']))
  for (const [name, { schema, unknown }] of Object.entries(params))
    if (!schema.safeParse(given[name]).success) throw unknown(given)
  return given
}

function keyOf(c: Context<Env>, { idempotency }: Operation): string | undefined {
  const sent = c.req.header('idempotency-key') !== undefined
  return idempotency === 'required' || (idempotency === 'optional' && sent) ? idempotencyKey(c) : undefined
}

function headersOf(c: Context<Env>, { headers = {} }: Operation): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, schema]) => {
      const result = schema.safeParse(c.req.header(name))
      if (result.success) return [name, result.data]
      throw new ProblemError(
        'malformed-request',
        `The header ${name} means nothing: ${result.error.issues[0]?.message ?? 'it does not fit'}.`,
        'Send it as the documentation of the API shows, or leave it out.',
      )
    }),
  )
}

type Replied = {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
}

function answer(
  c: Context<Env>,
  { id, answers }: Operation,
  { status, headers = {}, body }: Replied,
): Response {
  const described = answers[status]
  if (described === undefined) throw new Error(`${id} answers ${status}, which it does not describe`)
  const ratelimit = c.get('ratelimit')
  // Plain, and as they go to the socket: Hono would gather them in a Headers object, which costs at least a tenth of
  // a request.
  const said = { ...OF_EVERY_ANSWER, ...(ratelimit === undefined ? {} : { ratelimit }), ...headers }
  if (body === undefined) return new Response(null, { status, headers: said })
  const { type = 'application/json' } = described
  const text =
    described.type === undefined ? textOf(body) : (body as string | ReadableStream | Uint8Array<ArrayBuffer>)
  return new Response(text, { status, headers: { 'content-type': type, ...said } })
}

/** What many are told is written once. */
const written = new WeakMap<object, string>()

function textOf(body: unknown): string {
  if (typeof body !== 'object' || body === null) return JSON.stringify(body)
  const known = written.get(body)
  if (known !== undefined) return known
  const text = JSON.stringify(body)
  written.set(body, text)
  return text
}
