import type { Context } from 'hono'
import { z } from 'zod'
import { permissionsOf } from '../../../core/access/roles.ts'
import { instant } from '../../../read/shown/instant.ts'
import type { Caller } from '../../../runtime/access/identify.ts'
import { csrfOf } from '../../../runtime/access/secret-text.ts'
import { sessionOf } from '../../kernel/access/guard-session.ts'
import { giveSession, takeSession } from '../../kernel/access/session-cookie.ts'
import type { Serve } from '../../kernel/operation/operation.ts'
import { ProblemError } from '../../kernel/problem/problem.ts'
import { instant as instantSchema } from '../../kernel/schema/shown.ts'
import type { House } from '../house.ts'
import { sessionSchema } from './schema.ts'

/** How a person gets into the page: `cutwater open` has a code made, and the page trades it for a session. */
export function sessionRoutes(serve: Serve, house: Pick<House, 'access' | 'now'>): void {
  serve({
    id: 'issueLoginCode',
    method: 'post',
    path: '/v1/session/codes',
    tag: 'Access',
    summary: 'A code that opens one session of the page, once and soon',
    permission: 'read',
    notBySession: {
      because: 'A session opens no other session.',
      remedy: 'Ask with a token: cutwater open.',
    },
    answers: {
      201: {
        description: 'It is good for one session.',
        schema: z.strictObject({
          code: z.string().meta({ description: 'For the fragment of the address: `/login#code=CODE`.' }),
          expiresAt: instantSchema,
        }),
      },
    },
  }).by(async ({ caller }) => {
    const { code, expiresAt } = await house.access.issueCode(caller)
    return { status: 201, body: { code, expiresAt: instant(expiresAt) } }
  })

  serve({
    id: 'openSession',
    method: 'post',
    path: '/v1/session',
    tag: 'Access',
    summary: 'Trade a code for a session; the answer sets its cookie',
    permission: 'anyone',
    body: z.strictObject({ code: z.string().min(1).max(100) }),
    example: { code: 'cwc_...' },
    answers: { 200: { description: 'The session is open.', schema: sessionSchema } },
    refusals: ['code-not-valid', 'not-ready'],
  }).by(async ({ c, body: { code } }) => {
    const opened = await house.access.openSession(code)
    if (opened === null)
      throw new ProblemError(
        'code-not-valid',
        'The code was used, is too old, or is none.',
        'Run cutwater open again: a code works once, for a minute and a half.',
      )
    const { caller, secret } = opened
    const headers = giveSession(c, secret, caller.expiresAt - house.now())
    return { status: 200, headers, body: sessionView(caller, secret) }
  })

  serve({
    id: 'getSession',
    method: 'get',
    path: '/v1/session',
    tag: 'Access',
    summary: 'Who asks, and what they may',
    permission: 'read',
    answers: { 200: { description: 'You.', schema: sessionSchema } },
  }).by(async ({ c, caller }) => ({ status: 200, body: sessionView(caller, secretOf(c, caller)) }))

  serve({
    id: 'endSession',
    method: 'delete',
    path: '/v1/session',
    tag: 'Access',
    summary: 'Log out: the session is over on every server',
    description: 'With a bearer token there is no session to end, and nothing happens.',
    permission: 'read',
    answers: { 204: { description: 'It is over.' } },
  }).by(async ({ c, caller }) => {
    const secret = secretOf(c, caller)
    if (secret !== null) await house.access.endSession(secret)
    return { status: 204, headers: takeSession(c) }
  })
}

function sessionView({ name, roles, expiresAt }: Caller, secret: string | null) {
  return {
    name,
    roles,
    permissions: permissionsOf(roles),
    expiresAt: instant(expiresAt),
    csrf: secret === null ? null : csrfOf(secret),
  }
}

const secretOf = (c: Context, { via }: Caller): string | null =>
  via === 'session' ? (sessionOf(c) ?? null) : null
