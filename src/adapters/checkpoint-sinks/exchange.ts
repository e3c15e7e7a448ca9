import { Pool } from 'undici'
import type { Millis } from '../../core/time/instant.ts'
import { callReason, codeOf } from '../../ports/network-reason.ts'
import { brief } from '../../ports/printable.ts'
import { readBounded } from '../../ports/read-bounded.ts'
import { SecretFault, type Secrets } from '../../ports/secrets.ts'
import { SinkFault } from '../../ports/store/external-sink.ts'

export type Asked = {
  readonly method: 'GET' | 'PUT' | 'POST'
  /** Path and query, encoded. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

export type Answer = {
  readonly status: number
  readonly location: string | null
  readonly text: string
  /** Of an answer that was longer than its limit only the beginning was read. */
  readonly whole: boolean
}

/** `bytesMax`: what is read of the answer at most. Throws `SinkFault`. */
export type Exchange = (asked: Asked, bytesMax: number, signal: AbortSignal) => Promise<Answer>

/** A connection is used again by what follows at once, as when a sink catches up; else each has its own. */
const KEEP_MS: Millis = 1_000
/** One that gives, and one that reads back meanwhile. */
const CONNECTIONS = 2

/**
 * Requests to one scheme, host and port, each ended at its limit whatever the other side does. Redirects are not
 * followed, so that no secret is sent elsewhere.
 */
export function exchangesWith(origin: string, timeLimitMs: Millis): Exchange {
  const pool = new Pool(origin, {
    connect: { timeout: timeLimitMs },
    connections: CONNECTIONS,
    keepAliveTimeout: KEEP_MS,
    keepAliveMaxTimeout: KEEP_MS,
    headersTimeout: 0,
    bodyTimeout: 0,
  })
  return async ({ method, path, headers, body }, bytesMax, signal) => {
    const limit = AbortSignal.timeout(timeLimitMs)
    try {
      const answer = await pool.request({
        method,
        path,
        headers: { 'user-agent': 'cutwater', ...headers },
        body: body ?? null,
        signal: AbortSignal.any([signal, limit]),
      })
      const { location } = answer.headers
      return {
        status: answer.statusCode,
        location: typeof location === 'string' ? location : null,
        ...(await textOf(answer.body, bytesMax)),
      }
    } catch (error) {
      if (signal.aborted)
        throw new SinkFault('away', 'was not asked to the end: there was no more time for it')
      if (limit.aborted || codeOf(error) === 'UND_ERR_CONNECT_TIMEOUT')
        throw new SinkFault('away', `did not answer within ${timeLimitMs / 1000} s`)
      throw new SinkFault('away', `cannot be reached: ${wordsOf(error)}`)
    }
  }
}

/** What `ask` answers or throws, without any secret; all that it throws is a `SinkFault`. */
export async function redacted(secrets: Secrets, ask: () => Promise<Answer>): Promise<Answer> {
  try {
    const answer = await ask()
    return { ...answer, text: secrets.redact(answer.text) }
  } catch (error) {
    const words = secrets.redact(error instanceof Error ? error.message : String(error))
    if (error instanceof SinkFault) throw new SinkFault('away', words)
    if (error instanceof SecretFault) throw new SinkFault('away', words, true)
    throw new SinkFault('away', `cannot be asked: ${words}`)
  }
}

async function textOf(body: AsyncIterable<Buffer>, most: number): Promise<Pick<Answer, 'text' | 'whole'>> {
  const { bytes, whole } = await readBounded(body, most)
  return { text: bytes.toString('utf8'), whole }
}

/** What an answer that is not the wanted one says, in one line: status, where it leads, and how it begins. */
export function answerWords({ status, location, text }: Answer, said = text): string {
  const redirect =
    location === null || status < 300 || status > 399 ? '' : ' with a redirect, which is not followed'
  const words = brief(said, 200)
  return `answered ${status}${redirect}${words === '' ? '' : `: ${words}`}`
}

/** The client's error is not kept: it may hold headers. */
const wordsOf = (error: unknown): string => brief(callReason(error), 200)
