import { plain } from './plain.ts'

/** The server answered, and the answer is a problem: what is wrong, and what to do instead. */
export class Problem extends Error {
  override readonly name = 'Problem'
  readonly status: number
  readonly kind: string
  readonly title: string
  readonly remedy: string
  constructor(status: number, { type, title, detail, remedy }: Partial<Record<string, string>>) {
    super(detail ?? `The server answered with ${status}.`)
    this.status = status
    this.kind = type?.split(':').at(-1) ?? 'unknown'
    this.title = title ?? 'The server refuses'
    this.remedy = remedy ?? ''
  }
}

/** There was no answer, or it was not Cutwater's. What was asked may have happened all the same. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable'
}

export type Asking = {
  readonly method?: 'GET' | 'POST' | 'DELETE'
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
  readonly limitMs?: number
}

let csrf: string | null = null
/** Goes with everything that changes something; the session says it. */
export function rememberCsrf(token: string | null): void {
  csrf = token
}

const LIMIT_MS = 8_000

/** Asks the server this page came from. Ends within its time limit; throws `Problem` or `Unreachable`. */
export async function ask<T>(path: string, asking: Asking = {}): Promise<T> {
  const { method = 'GET', body, headers = {}, signal, limitMs = LIMIT_MS } = asking
  const limit = AbortSignal.timeout(limitMs)
  const unsafe = method !== 'GET' && csrf !== null ? { 'x-csrf-token': csrf } : {}
  try {
    const answer = await fetch(path, {
      method,
      credentials: 'same-origin',
      redirect: 'error',
      cache: 'no-store',
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...unsafe,
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: signal === undefined ? limit : AbortSignal.any([signal, limit]),
    })
    return await read<T>(answer)
  } catch (error) {
    if (error instanceof Problem || error instanceof Unreachable || signal?.aborted === true) throw error
    throw new Unreachable('the server does not answer', { cause: error })
  }
}

async function read<T>(answer: Response): Promise<T> {
  const type = answer.headers.get('content-type') ?? ''
  const text = await answer.text()
  if (answer.status === 204) return undefined as T
  const parsed = type.includes('json') ? parse(text) : null
  if (answer.ok && parsed !== null) return parsed as T
  if (type.startsWith('application/problem+json'))
    throw new Problem(answer.status, parsed as Record<string, string>)
  throw new Unreachable(`what answers is not Cutwater (status ${answer.status})`)
}

/** Everything that is ever shown comes through here. */
export function parse(text: string): unknown {
  return JSON.parse(text, (_, value: unknown) => (typeof value === 'string' ? plain(value) : value))
}
