import type { OpenAPIHono } from '@hono/zod-openapi'
import { z } from 'zod'
import { type ProblemKind, statusOf, titleOf, typeOf } from '../problem/problem.ts'
import { KEY, REVISION } from '../request/headers.ts'
import type { Answer, Operation } from './operation.ts'

type RouteConfig = Parameters<OpenAPIHono['openAPIRegistry']['registerPath']>[0]

/** An operation as OpenAPI says it, with all its refusals. */
export function describe(operation: Operation): RouteConfig {
  const { method, path, id, tag, summary, description, permission, urgent, query, body, example } = operation
  const params = Object.entries(operation.params ?? {}).map(([name, { schema }]) => [name, schema] as const)
  return {
    method,
    path,
    operationId: id,
    tags: [tag],
    summary,
    ...(description === undefined ? {} : { description }),
    security: permission === 'anyone' ? [] : [{ bearer: [] }, { session: [] }],
    'x-cutwater-permission': permission === 'anyone' ? null : permission,
    ...(urgent ? { 'x-cutwater-urgent': true } : {}),
    request: {
      ...(params.length === 0 ? {} : { params: z.object(Object.fromEntries(params)) }),
      ...(query === undefined ? {} : { query }),
      headers: z.object(headersOf(operation)),
      ...(body === undefined
        ? {}
        : { body: { required: true, content: { 'application/json': { schema: body, example } } } }),
      ...(operation.upload === undefined
        ? {}
        : { body: { required: true, content: { 'application/octet-stream': { schema: FILE } } } }),
    },
    responses: { ...successes(operation), ...refusals(operation) },
  }
}

const FILE = z.string().meta({ format: 'binary' })

/** Everything that the operation may refuse: for reasons of its own, and because of what it asks for. */
export function refusalsOf(operation: Operation): readonly ProblemKind[] {
  const { permission, body, bodyType, idempotency, ifMatch, headers, refusals = [] } = operation
  const checked = idempotency !== undefined || ifMatch !== undefined || headers !== undefined
  const kinds: ProblemKind[] = [
    ...ALWAYS,
    ...(permission === 'anyone' ? [] : GUARDED),
    ...(checked ? (['malformed-request'] as const) : []),
    ...(idempotency === 'required' ? (['missing-idempotency-key'] as const) : []),
    ...(body === undefined ? [] : WITH_BODY),
    ...(body === undefined || bodyType === 'any' ? [] : (['not-json'] as const)),
    ...(operation.upload === undefined ? [] : WITH_UPLOAD),
    ...refusals,
  ]
  return [...new Set(kinds)].filter((kind) => !operation.recast?.kinds.includes(kind))
}

const ALWAYS = [
  'invalid-query',
  'foreign-origin',
  'foreign-host',
  'internal-error',
  'too-slow',
  'too-many-requests',
] as const
const GUARDED = [
  'unauthenticated',
  'token-expired',
  'token-revoked',
  'session-over',
  'not-allowed',
  'csrf',
  'not-ready',
] as const
const WITH_UPLOAD = ['malformed-request', 'request-too-slow', 'body-too-large'] as const
const WITH_BODY = ['malformed-json', 'invalid-body', 'request-too-slow', 'body-too-large'] as const

function headersOf({ headers = {}, idempotency, ifMatch }: Operation): Record<string, z.ZodType> {
  const key = z.string().regex(KEY).meta({
    description: 'Of your making, such as a UUID; the same again when you repeat the request.',
  })
  const revision = z
    .string()
    .regex(REVISION)
    .meta({ description: 'The ETag of the change as you saw it.', examples: ['"7"'] })
  return {
    ...(idempotency === undefined
      ? {}
      : { 'Idempotency-Key': idempotency === 'required' ? key : key.optional() }),
    ...(ifMatch === undefined ? {} : { 'If-Match': revision.optional() }),
    ...headers,
  }
}

function successes({ answers }: Operation): RouteConfig['responses'] {
  return Object.fromEntries(Object.entries(answers).map(([status, answer]) => [status, success(answer)]))
}

function success({ description, schema, type = 'application/json', alsoTypes = [], headers = {} }: Answer) {
  const also = alsoTypes.map((one) => [one, { schema: z.string() }] as const)
  const said = Object.entries(headers).map(
    ([name, description]) => [name, { description, schema: { type: 'string' as const } }] as const,
  )
  return {
    description,
    ...(said.length === 0 ? {} : { headers: Object.fromEntries(said) }),
    ...(schema === undefined ? {} : { content: { [type]: { schema }, ...Object.fromEntries(also) } }),
  }
}

function refusals(operation: Operation): RouteConfig['responses'] {
  return Object.fromEntries(
    refusalSets(operation).map(({ name, status }) => [status, { $ref: `#/components/responses/${name}` }]),
  )
}

/** Refusals by status. Many operations have the same ones, so each set is described once. */
export function refusalSets(operation: Operation) {
  const byStatus = Object.groupBy(refusalsOf(operation), statusOf)
  return Object.entries(byStatus).map(([status, kinds = []]) => ({ name: kinds.join('.'), status, kinds }))
}

/** Refusals that share a status, with their types. */
export function problemAnswers(kinds: readonly ProblemKind[]) {
  const types = kinds.map(typeOf)
  const schema = { allOf: [PROBLEM, { type: 'object' as const, properties: { type: { enum: types } } }] }
  return {
    description: `${kinds.map(titleOf).join('; or: ')}.`,
    ...headersWith(kinds),
    content: { 'application/problem+json': { schema } },
  }
}

const PROBLEM = { $ref: '#/components/schemas/Problem' }

function headersWith(kinds: readonly ProblemKind[]) {
  const text = { type: 'string' as const }
  if (kinds.includes('unauthenticated'))
    return { headers: { 'WWW-Authenticate': { schema: text, description: 'How to be known.' } } }
  return kinds.some((kind) => LATER.has(kind))
    ? { headers: { 'Retry-After': { schema: text, description: 'When to ask again, in seconds.' } } }
    : {}
}
const LATER: ReadonlySet<ProblemKind> = new Set(['too-many-requests', 'too-many-readers', 'not-ready'])
