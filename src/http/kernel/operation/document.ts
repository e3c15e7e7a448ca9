import { OpenAPIHono } from '@hono/zod-openapi'
import { SESSION_COOKIE } from '../access/session-cookie.ts'
import { problemSchema } from '../problem/problem-schema.ts'
import { URGENT_LIMIT_MS } from '../request/time-limit.ts'
import { describe, problemAnswers, refusalSets } from './describe-operation.ts'
import { type Operation, TAGS } from './operation.ts'

export type Document = ReturnType<OpenAPIHono['getOpenAPI31Document']>

/** The OpenAPI document of these operations. */
export function documentOf(operations: readonly Operation[]): Document {
  const drawing = new OpenAPIHono()
  const { openAPIRegistry: registry } = drawing
  registry.registerComponent('securitySchemes', 'bearer', {
    type: 'http',
    scheme: 'bearer',
    description: 'A token of this server: `cutwater token create`.',
  })
  registry.registerComponent('securitySchemes', 'session', {
    type: 'apiKey',
    in: 'cookie',
    name: SESSION_COOKIE,
    description:
      'The session of the page: `cutwater open`. On loopback the name ends in `_` and the port, behind TLS it begins with `__Host-`. What acts also carries `X-CSRF-Token`.',
  })
  registry.register('Problem', problemSchema)
  for (const [name, kinds] of new Map(
    operations.flatMap(refusalSets).map(({ name, kinds }) => [name, kinds]),
  ))
    registry.registerComponent('responses', name, problemAnswers(kinds))
  for (const operation of operations) registry.registerPath(describe(operation))
  return drawing.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'Cutwater',
      version: API_VERSION,
      description: DESCRIPTION,
      license: LICENSE,
    },
    servers: [{ url: '/', description: 'The server that this document comes from.' }],
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
  })
}

/** Of the API, not of the program: what asks `/v1` goes on working while the first number stays. */
const API_VERSION = '1.0.0'

/** OpenAPI 3.1 has a license's identifier; the types of the library are those of 3.0. */
const LICENSE = { name: 'Apache-2.0', identifier: 'Apache-2.0' } as { name: string }

const DESCRIPTION = [
  'Every operation asks for the permission named in `x-cutwater-permission`; `null` asks for none.',
  `What \`x-cutwater-urgent\` marks is answered within ${URGENT_LIMIT_MS / 1_000} s, and what stops a canary by it has a rate limit of its own.`,
  'Every answer that is no success is `application/problem+json` (RFC 9457): `type` says which refusal it is, `detail` what was',
  'wrong and where, and `remedy` what to do instead. A refused request has changed nothing.',
  'Instants are RFC 3339 in UTC. Unknown names in a query or a body are refused.',
].join(' ')
