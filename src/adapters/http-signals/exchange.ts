import { Client } from 'undici'
import type { Instant, Millis } from '../../core/time/instant.ts'
import { callReason } from '../../ports/network-reason.ts'
import { brief } from '../../ports/printable.ts'
import { readBounded } from '../../ports/read-bounded.ts'
import { SourceFault, slow } from '../../ports/source-fault.ts'

/** Numbers, with a page around them. */
const BYTES_MAX = 256 * 1024

export type Exchanged = {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly text: string
}

/**
 * One GET on a connection of its own; a redirect is not followed, so that no secret is sent elsewhere. Throws
 * `SourceFault`.
 */
export async function exchange(
  url: URL,
  headers: Readonly<Record<string, string>>,
  timeLimitMs: Millis,
  signal: AbortSignal,
): Promise<Exchanged> {
  const client = new Client(url.origin, { connect: { timeout: timeLimitMs } })
  try {
    const answer = await client.request({
      method: 'GET',
      path: url.pathname + url.search,
      headers: { accept: 'application/json', 'user-agent': 'cutwater', ...headers },
      reset: true,
      headersTimeout: 0,
      bodyTimeout: 0,
      signal,
    })
    return { status: answer.statusCode, headers: answer.headers, text: await textOf(answer.body) }
  } catch (error) {
    if (error instanceof SourceFault) throw error
    if (signal.aborted) throw slow(timeLimitMs)
    throw new SourceFault('away', `cannot be reached: ${wordsOf(error)}`)
  } finally {
    await client.destroy()
  }
}

async function textOf(body: AsyncIterable<Buffer>): Promise<string> {
  const { bytes, whole } = await readBounded(body, BYTES_MAX)
  if (!whole) throw new SourceFault('wrong', `gives an answer above ${BYTES_MAX / 1024} KiB`)
  return bytes.toString('utf8')
}

/** An hour at most, whatever is said. */
const PATIENCE_MS: Millis = 3_600_000

/** Until when it wants to be left alone; null when it does not say so. In seconds, or as a date: RFC 9110, 10.2.3. */
export function waitUntil({ status, headers }: Exchanged, now: Instant): Instant | null {
  if (status !== 429 && status !== 503) return null
  const said = headers['retry-after']
  if (typeof said !== 'string') return null
  const at = /^\d{1,9}$/.test(said) ? now + Number(said) * 1_000 : Date.parse(said)
  return Number.isNaN(at) || at <= now ? null : Math.min(at, now + PATIENCE_MS)
}

/** The document of an answer that is one. Throws `SourceFault`. */
export function documentOf({ status, text }: Exchanged): unknown {
  if (status === 401 || status === 403) throw new SourceFault('access', `does not let us in (${status})`)
  if (status === 429) throw new SourceFault('away', 'is asked too often (429)')
  if (status >= 300 && status <= 399)
    throw new SourceFault('wrong', `sends us elsewhere (${status}): write the address that answers by itself`)
  if (status >= 500) throw new SourceFault('away', `fails with ${status}`)
  if (status !== 200) throw new SourceFault('wrong', `answers with ${status}, and 200 is needed`)
  try {
    return JSON.parse(text)
  } catch {
    throw new SourceFault('wrong', `answers something that is not JSON: ${brief(text, 200)}`)
  }
}

/** The client's error is not kept: it may hold headers. */
const wordsOf = (error: unknown): string => brief(callReason(error), 200)
