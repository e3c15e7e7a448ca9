import { Client } from 'undici'
import { formatDuration } from '../../core/time/duration.ts'
import { statusInWords } from '../../core/validation/basis/http-status.ts'
import type { LookLimits } from '../../ports/look.ts'
import { beginningOf } from './http.ts'
import { reasonOf } from './reason.ts'

const ANSWER_BYTES_MAX = 8 * 1024 * 1024

export type Asked = { readonly unable: string } | { readonly answer: unknown }

/** What a status of this API means, where it says more than its number. */
export type Meanings = Readonly<Record<number, string>>

/** One question to an API that answers JSON, on a connection of its own. Redirects are not followed. */
export async function askJson(
  url: string,
  headers: Readonly<Record<string, string>>,
  meanings: Meanings,
  limits: LookLimits,
): Promise<Asked> {
  const { origin, pathname, search } = new URL(url)
  const client = new Client(origin, { connect: { timeout: limits.timeLimitMs } })
  try {
    const answer = await client.request({
      method: 'GET',
      path: pathname + search,
      headers: { 'user-agent': 'cutwater', ...headers },
      reset: true,
      headersTimeout: 0,
      bodyTimeout: 0,
      signal: limits.signal,
    })
    const { statusCode } = answer
    if (statusCode !== 200) return { unable: refusalOf(statusCode, answer.headers, meanings) }
    const { text, isCut } = await beginningOf(answer.body, ANSWER_BYTES_MAX)
    if (isCut) return { unable: `its answer is larger than ${ANSWER_BYTES_MAX / 1024 / 1024} MiB` }
    return { answer: JSON.parse(text) as unknown }
  } catch (error) {
    return { unable: error instanceof SyntaxError ? 'its answer is not JSON' : reasonOf(error, limits) }
  } finally {
    await client.destroy()
  }
}

function refusalOf(
  status: number,
  headers: Readonly<Record<string, string | string[] | undefined>>,
  meanings: Meanings,
): string {
  const words = statusInWords(status)
  if (status === 429 || (status === 403 && headers['x-ratelimit-remaining'] === '0'))
    return `too many requests (${words})${againIn(headers['retry-after'])}`
  const meaning = meanings[status]
  return meaning === undefined ? `it answers ${words}` : `${meaning} (${words})`
}

/** Seconds, as both APIs say it. */
const againIn = (header: string | string[] | undefined): string =>
  typeof header === 'string' && /^\d{1,6}$/.test(header)
    ? `: ask again in ${formatDuration(Number(header) * 1_000)}`
    : ''
