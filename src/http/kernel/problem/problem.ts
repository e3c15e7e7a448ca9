import { OF_EVERY_ANSWER } from './every-answer.ts'

/** Every error leaves as RFC 9457 problem details, with `remedy` as an extension: what to do instead. */
export type Problem = {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
  readonly instance: string
  readonly remedy: string
  readonly [extension: string]: unknown
}

const KINDS = {
  'malformed-request': [400, 'The request cannot be read'],
  'malformed-json': [400, 'The body is not JSON'],
  'invalid-body': [400, 'The body does not say what is needed'],
  'invalid-query': [400, 'The query cannot be answered'],
  'missing-idempotency-key': [400, 'An Idempotency-Key is needed'],
  unauthenticated: [401, 'A token is needed'],
  'token-expired': [401, 'The token has expired'],
  'token-revoked': [401, 'The token was revoked'],
  'session-over': [401, 'The session is over'],
  'code-not-valid': [401, 'The code is not valid'],
  'not-allowed': [403, 'This is not allowed'],
  'foreign-origin': [403, 'The request comes from another site'],
  csrf: [403, 'The request was not sent by our own page'],
  'unknown-route': [404, 'There is nothing here'],
  'page-not-built': [404, 'The page is not built'],
  'unknown-change': [404, 'There is no such change'],
  'unknown-attachment': [404, 'There is no such attachment'],
  'unknown-plan': [404, 'There is no such plan'],
  'unknown-target': [404, 'There is no such target'],
  'unknown-proxy': [404, 'There is no such proxy'],
  'unknown-flag': [404, 'There is no such flag'],
  'unknown-version': [404, 'There is no such version'],
  'unknown-environment': [404, 'There is no such environment'],
  'foreign-cursor': [400, 'The cursor belongs to another list'],
  'unknown-event': [400, 'There is no such event'],
  'unknown-stream': [404, 'There is no such stream'],
  'unknown-task': [404, 'There is no such task'],
  'unknown-token': [404, 'There is no such token'],
  'method-not-allowed': [405, 'The method is not supported here'],
  'request-too-slow': [408, 'The request came too slowly'],
  refused: [409, 'The change refuses'],
  'flag-locked': [409, 'The flag is locked'],
  'no-rollout': [409, 'No rollout is open'],
  'several-rollouts': [409, 'Several rollouts are open'],
  'proxy-needed': [409, 'The proxy cannot be written off'],
  'last-manager': [409, 'Nobody could manage tokens any more'],
  'ambiguous-token': [409, 'Several tokens have that name'],
  'wrong-revision': [412, 'The change has moved on'],
  'body-too-large': [413, 'The body is too large'],
  'not-json': [415, 'The body has to be JSON'],
  'foreign-host': [421, 'The request was meant for another host'],
  'not-confirmed': [422, 'It was not confirmed'],
  'invalid-token': [422, 'There cannot be such a token'],
  'plan-findings': [422, 'The plan cannot be run'],
  'flag-faults': [422, 'The definition of the flag cannot be used'],
  'key-reused': [422, 'The Idempotency-Key was used for something else'],
  'revision-needed': [428, 'A revision is needed'],
  'too-many-requests': [429, 'Too many requests'],
  'headers-too-large': [431, 'The headers are too large'],
  'internal-error': [500, 'Something went wrong in the server'],
  'push-failed': [502, 'A target did not take the flag'],
  'too-many-readers': [503, 'Too many read along'],
  'not-ready': [503, 'The server is not ready'],
  'too-slow': [504, 'The answer took too long'],
} as const satisfies Record<string, readonly [number, string]>

export type ProblemKind = keyof typeof KINDS

export const statusOf = (kind: ProblemKind): number => KINDS[kind][0]
export const titleOf = (kind: ProblemKind): string => KINDS[kind][1]
/** Its name as `type` says it. */
export const typeOf = (kind: ProblemKind): string => `urn:cutwater:problem:${kind}`

/** Thrown by whatever handles a request; the one error handler turns it into an answer. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError'
  readonly kind: ProblemKind
  readonly remedy: string
  readonly extensions: Readonly<Record<string, unknown>>

  constructor(
    kind: ProblemKind,
    detail: string,
    remedy: string,
    extensions: Readonly<Record<string, unknown>> = {},
  ) {
    super(detail)
    this.kind = kind
    this.remedy = remedy
    this.extensions = extensions
  }

  get status(): number {
    return KINDS[this.kind][0]
  }

  at(instance: string): Problem {
    const [status, title] = KINDS[this.kind]
    return {
      type: typeOf(this.kind),
      title,
      status,
      detail: this.message,
      instance,
      remedy: this.remedy,
      ...this.extensions,
    }
  }
}

export function problemAnswer(
  error: ProblemError,
  instance: string,
  headers: Readonly<Record<string, string>> = {},
): Response {
  const body = JSON.stringify(error.at(instance))
  return new Response(body, {
    status: error.status,
    headers: {
      ...OF_EVERY_ANSWER,
      'content-type': 'application/problem+json',
      ...closing(error),
      ...headers,
    },
  })
}

/** The rest of a request that was not waited for would be taken for the next one. */
function closing({ kind }: ProblemError): Readonly<Record<string, string>> {
  return kind === 'request-too-slow' ? { connection: 'close' } : {}
}
