import createClient, { type Client } from 'openapi-fetch'
import type { ProblemKind } from '../kernel/problem/problem.ts'
import { problemIn } from './problem-in.ts'
import type { components, paths } from './schema.d.ts'

export type Schemas = components['schemas']
export type Problem = Schemas['Problem']

/** The server answered, and the answer is a problem: what is wrong, and what to do instead. */
export class Refused extends Error {
  override readonly name = 'Refused'
  readonly problem: Problem
  constructor(problem: Problem) {
    super(problem.detail)
    this.problem = problem
  }

  get status(): number {
    return this.problem.status
  }

  get remedy(): string {
    return this.problem.remedy
  }

  is(kind: ProblemKind): boolean {
    return this.problem.type === `urn:cutwater:problem:${kind}`
  }
}

/** There was no answer, or what answered is not Cutwater. What was asked may have happened all the same. */
export class Unreachable extends Error {
  override readonly name: string = 'Unreachable'
}

/** What is thrown where there is no answer: what happened, and `: why` where none has begun. */
export type NoAnswer = (request: Request, cause: unknown, says: string, why?: string) => Unreachable

export type Asking = {
  /** Where the server is; '' is the one that a page came from. */
  readonly url: string
  /** For the whole of an answer. */
  readonly limitMs: number
  readonly headers: (method: string) => Readonly<Record<string, string>>
  readonly sending?: Pick<RequestInit, 'cache' | 'credentials'>
  /** Given the text of an answer in JSON, once for all that is read from it. */
  readonly shown?: (json: string) => string
  /** Given a refusal: resolves to true when the same request, with new headers, is worth sending once more. */
  readonly renew?: (refused: Refused) => Promise<boolean>
  readonly noAnswer?: NoAnswer
}

export type Ask = Client<paths, 'application/json'>

/**
 * Every operation of the API, typed by its document. Each call ends within the time limit; throws `Refused` or
 * `Unreachable`, but for what another protocol refuses in JSON of its own, which is the `error` of its answer.
 */
export function asking({
  url,
  limitMs,
  headers,
  sending = {},
  shown = (json) => json,
  renew = async () => false,
  noAnswer = (_, cause, says, why = '') => new Unreachable(says + why, { cause }),
}: Asking): Ask {
  const where = url === '' ? '' : ` at ${url}`
  const once = async (request: Request) => {
    for (const [name, value] of Object.entries(headers(request.method))) request.headers.set(name, value)
    const limit = AbortSignal.any([request.signal, AbortSignal.timeout(limitMs)])
    const answer = await reach(request, limit, where, noAnswer)
    const broken = (cause: unknown) => noAnswer(request, cause, `the server${where} broke off its answer`)
    return answer.status === 204 ? answer : read(answer, where, shown, broken)
  }
  return createClient<paths, 'application/json'>({
    baseUrl: url,
    redirect: 'error',
    ...sending,
    fetch: async (request) => {
      const again = request.clone()
      try {
        return await once(request)
      } catch (error) {
        if (!(error instanceof Refused) || !(await renew(error))) throw error
        return once(again)
      }
    },
  })
}

/** What a call was answered with: every answer in JSON is an object. */
export async function said<Data>(
  call: Promise<{ readonly data?: Data; readonly response: Response }>,
): Promise<Data> {
  const { data, response } = await call
  if (typeof data === 'object' && data !== null) return data
  throw new Unreachable(`what answers is not Cutwater (status ${response.status})`)
}

async function reach(
  request: Request,
  signal: AbortSignal,
  where: string,
  noAnswer: NoAnswer,
): Promise<Response> {
  try {
    return await fetch(request, { signal })
  } catch (cause) {
    const why = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause
    const words = why instanceof Error ? why.message || why.name : String(why)
    throw noAnswer(request, cause, `the server${where} does not answer`, `: ${words}`)
  }
}

/** The answer with its text read within the time limit, so that what is wrong with it is known here. */
async function read(
  answer: Response,
  where: string,
  shown: (json: string) => string,
  broken: (cause: unknown) => Unreachable,
): Promise<Response> {
  const { status } = answer
  const type = answer.headers.get('content-type') ?? ''
  const text = await answer.text().catch((cause: unknown) => {
    throw broken(cause)
  })
  if (type.startsWith('application/json') && isJson(text))
    return new Response(shown(text), { status, headers: { 'content-type': type } })
  const problem = type.startsWith('application/problem+json') && isJson(text) ? problemIn(shown(text)) : null
  if (problem !== null) throw new Refused(problem)
  throw new Unreachable(`what answers${where} is not Cutwater (status ${status}, ${type || 'no type'})`)
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
