import { z } from 'zod'
import { ROLE_NAMES } from '../../../core/access/roles.ts'
import { TOKEN_LIFE_MS } from '../../../core/access/token.ts'
import { viewToken } from '../../../read/records/token-view.ts'
import type { TokenCreated } from '../../../runtime/access/create-token.ts'
import type { TokenRevoked } from '../../../runtime/access/revoke-token.ts'
import type { Serve } from '../../kernel/operation/operation.ts'
import { ProblemError } from '../../kernel/problem/problem.ts'
import { asSentence } from '../../kernel/problem/sentence.ts'
import { because, count, duration, line } from '../../kernel/schema/words.ts'
import type { House } from '../house.ts'
import { tokenSchema } from './schema.ts'

const LIST_MAX = 1_000

const createBody = z.strictObject({
  name: line(60),
  roles: z
    .array(line(40))
    .min(1)
    .max(20)
    .meta({ description: `Of ${ROLE_NAMES.join(', ')}.` }),
  expiresIn: duration.optional().meta({ description: '`30d` when it is left out; a year at most.' }),
})

const revokeBody = z.strictObject({
  because,
  evenTheLast: z.boolean().optional().meta({
    description:
      'Also the last valid one that may manage tokens. The next start of the server then writes a new first one.',
  }),
})

export function tokenRoutes(serve: Serve, house: Pick<House, 'access' | 'now'>): void {
  serve({
    id: 'listTokens',
    method: 'get',
    path: '/v1/tokens',
    tag: 'Access',
    summary: 'Tokens, the valid ones first, without their secrets',
    permission: 'manage-tokens',
    query: z.strictObject({ limit: count(1, LIST_MAX, 200) }),
    answers: {
      200: { description: 'The tokens.', schema: z.strictObject({ tokens: z.array(tokenSchema) }) },
    },
  }).by(async ({ query: { limit } }) => {
    const tokens = await house.access.tokens(limit)
    return { status: 200, body: { tokens: tokens.map((token) => viewToken(token, house.now())) } }
  })

  serve({
    id: 'createToken',
    method: 'post',
    path: '/v1/tokens',
    tag: 'Access',
    summary: 'Give somebody a token; its secret is told this once',
    description: 'Asked twice, it makes two: a secret is kept nowhere, so it cannot be told again.',
    permission: 'manage-tokens',
    notBySession: {
      because: 'A session of the page makes no token: it would outlive the session.',
      remedy: 'Ask with a token, on the command line: cutwater token create.',
    },
    body: createBody,
    example: { name: 'alice', roles: ['operator'], expiresIn: '90d' },
    answers: {
      201: {
        description: 'It is valid from now on.',
        schema: z.strictObject({
          token: tokenSchema,
          secret: z.string().meta({ description: 'The token itself, for its holder alone.' }),
          sameName: z
            .array(z.string())
            .meta({ description: 'Other valid tokens of that name, by their ids.' }),
        }),
      },
    },
    refusals: ['invalid-token', 'not-allowed'],
  }).by(async ({ body: { name, roles, expiresIn }, caller }) => {
    const created = await house.access.createToken({
      name,
      roles,
      lifeMs: expiresIn ?? TOKEN_LIFE_MS,
      by: caller,
    })
    if (!created.created) throw notCreated(created)
    const { token, secret, sameName } = created
    return { status: 201, body: { token: viewToken(token, house.now()), secret, sameName } }
  })

  serve({
    id: 'revokeToken',
    method: 'post',
    path: '/v1/tokens/{token}/revoke',
    tag: 'Access',
    summary: 'Take a token back, with the sessions that stand for it',
    description:
      '`token` is an id, or a name that only one valid token has. On other servers it takes a second at most.',
    permission: 'manage-tokens',
    params: {
      token: { schema: z.string().min(1).max(100), unknown: ({ token = '' }) => unknownToken(token) },
    },
    body: revokeBody,
    example: { because: 'she has left' },
    answers: {
      200: {
        description: 'It lets nobody in any more.',
        schema: z.strictObject({
          token: tokenSchema,
          already: z.boolean(),
          own: z.boolean().meta({ description: 'It was the one that this was asked with.' }),
        }),
      },
    },
    refusals: ['unknown-token', 'ambiguous-token', 'last-manager'],
  }).by(async ({ params, body, caller }) => {
    const { because, evenTheLast = false } = body
    const revoked = await house.access.revokeToken({ token: params.token, because, evenTheLast, by: caller })
    if (!revoked.revoked) throw notRevoked(params.token, revoked)
    const { token, already, own } = revoked
    return { status: 200, body: { token: viewToken(token, house.now()), already, own } }
  })
}

function notCreated({ because, reason }: Extract<TokenCreated, { created: false }>): ProblemError {
  const detail = asSentence(reason)
  return because === 'exceeds'
    ? new ProblemError('not-allowed', detail, 'Give roles that permit no more than yours.')
    : new ProblemError('invalid-token', detail, 'Correct it and ask again; nothing was created.', {
        fault: because,
      })
}

function notRevoked(token: string, refused: Extract<TokenRevoked, { revoked: false }>): ProblemError {
  switch (refused.because) {
    case 'unknown-token':
      return unknownToken(token)
    case 'several':
      return new ProblemError(
        'ambiguous-token',
        `${refused.tokens.length} valid tokens have that name.`,
        `Say which by its id: ${refused.tokens
          .map(({ id }) => id)
          .slice(0, 10)
          .join(', ')}.`,
        { tokens: refused.tokens.map(({ id }) => id) },
      )
    case 'last-manager':
      return new ProblemError(
        'last-manager',
        'Nobody could manage tokens after that.',
        'Make another administrator first, or say evenTheLast (--force); the next start of the server then writes a new first token.',
      )
  }
}

const unknownToken = (token: string): ProblemError =>
  new ProblemError(
    'unknown-token',
    `There is no token ${token.slice(0, 60)}.`,
    'cutwater token list (GET /v1/tokens) shows those there are.',
  )
