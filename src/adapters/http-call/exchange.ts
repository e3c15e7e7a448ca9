import { Client } from 'undici'
import type { Millis } from '../../core/time/instant.ts'
import { callReason, codeOf } from '../../ports/network-reason.ts'
import { readBounded } from '../../ports/read-bounded.ts'
import type { HttpRequest } from './request.ts'

const BODY_BYTES_MAX = 64 * 1024

/** What happened on the wire. `sent` says whether the other side may have seen the request. */
export type Exchanged =
  | {
      readonly end: 'answered'
      readonly status: number
      readonly location: string | null
      readonly body: Buffer
      readonly whole: boolean
    }
  | { readonly end: 'stopped' }
  | { readonly end: 'time-limit'; readonly limitMs: Millis; readonly sent: boolean }
  | { readonly end: 'broken'; readonly because: string; readonly sent: boolean }

/**
 * One request on a fresh connection: on a kept one, a server that closes it at that very moment leaves open whether
 * it saw the request. Redirects are not followed, and no more than 64 KiB of the answer are read.
 */
export async function exchange(
  request: HttpRequest,
  { stop, timeLimitMs }: { stop: AbortSignal; timeLimitMs: Millis },
): Promise<Exchanged> {
  let sent = false
  const client = new Client(request.url.origin, { connect: { timeout: timeLimitMs } })
  client.on('connect', () => {
    sent = true
  })
  const limit = AbortSignal.timeout(Math.min(timeLimitMs, 2 ** 31 - 1))
  try {
    const answer = await client.request({
      method: request.method,
      path: request.url.pathname + request.url.search,
      headers: request.headers,
      body: request.body,
      reset: true,
      headersTimeout: 0,
      bodyTimeout: 0,
      signal: AbortSignal.any([stop, limit]),
    })
    const location = answer.headers.location
    const { bytes: body, whole } = await readBounded(answer.body, BODY_BYTES_MAX)
    return {
      end: 'answered',
      status: answer.statusCode,
      location: typeof location === 'string' ? location : null,
      body,
      whole,
    }
  } catch (error) {
    if (stop.aborted) return { end: 'stopped' }
    if (limit.aborted || codeOf(error) === 'UND_ERR_CONNECT_TIMEOUT')
      return { end: 'time-limit', limitMs: timeLimitMs, sent }
    return { end: 'broken', because: callReason(error), sent }
  } finally {
    await client.destroy()
  }
}
