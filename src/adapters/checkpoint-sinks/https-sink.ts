import { idempotencyKey } from '../../core/journal/sinks/object-key.ts'
import type { Millis } from '../../core/time/instant.ts'
import { withSecrets } from '../../ports/secret-headers.ts'
import type { Secrets } from '../../ports/secrets.ts'
import { type ExternalSink, HEADS_MAX, SinkFault, type SinkFinding } from '../../ports/store/external-sink.ts'
import type { SignedHead } from '../../ports/store/journal.ts'
import { type Asked, answerWords, exchangesWith, redacted } from './exchange.ts'
import { conflictOf, type Page, pageOf } from './https-answers.ts'

export type HttpsSinkOptions = {
  readonly url: string
  /** `secret:NAME`, read anew for each call. */
  readonly token: string
  readonly secrets: Secrets
  readonly timeLimitMs?: Millis
}

const TIME_LIMIT_MS: Millis = 10_000
/** What is read of an answer to a checkpoint, and of a page of a list. */
const SAID_BYTES_MAX = 16 * 1024
const PAGE_BYTES_MAX = 1024 * 1024
/** It has no list: it is verified at its own end. */
const NO_LIST = new Set([404, 405, 501])

/**
 * Each checkpoint is POSTed as JSON. 2xx has it; 409 that names another hash of the same number is the other history;
 * all else is worth another try. GET with `?after=N` reads back, where the receiver has that.
 */
export function httpsSink(options: HttpsSinkOptions): ExternalSink {
  const { url, token, secrets, timeLimitMs = TIME_LIMIT_MS } = options
  const { origin, pathname, host } = new URL(url)

  const exchange = exchangesWith(origin, timeLimitMs)

  const ask = (asked: Omit<Asked, 'path'>, query: string, bytesMax: number, signal: AbortSignal) =>
    redacted(secrets, async () => {
      const own = withSecrets({ authorization: `Bearer ${token}` }, secrets)
      const headers = { accept: 'application/json', ...asked.headers, ...own }
      return exchange({ ...asked, path: `${pathname}${query}`, headers }, bytesMax, signal)
    })

  const page = async (after: number, signal: AbortSignal): Promise<Page> => {
    const answer = await ask({ method: 'GET', headers: {} }, `?after=${after}`, PAGE_BYTES_MAX, signal)
    if (NO_LIST.has(answer.status))
      throw new SinkFault(
        'unreadable',
        `has no list of what it has (${answer.status}); it is verified at its own end`,
      )
    if (answer.status !== 200) throw new SinkFault('away', answerWords(answer))
    if (!answer.whole) throw new SinkFault('away', `lists more than ${PAGE_BYTES_MAX / 1024} KiB at once`)
    const read = pageOf(answer.text, after)
    if ('wrong' in read) throw new SinkFault('away', `lists ${read.wrong}`)
    return read
  }

  return {
    where: url,
    keptMs: null,

    async give(checkpoint, signal) {
      const headers = {
        'content-type': 'application/json',
        'idempotency-key': idempotencyKey(checkpoint),
      }
      const body = JSON.stringify(checkpoint)
      const answer = await ask({ method: 'POST', headers, body }, '', SAID_BYTES_MAX, signal)
      if (answer.status >= 200 && answer.status <= 299) return { is: 'taken' }
      const hash = answer.status === 409 ? conflictOf(answer.text, checkpoint) : null
      if (hash !== null) return { is: 'differs', hash }
      throw new SinkFault('away', answerWords(answer))
    },

    async heads(after, signal) {
      const all: SignedHead[] = []
      for (let from = after; ; ) {
        const { heads, more } = await page(from, signal)
        all.push(...heads)
        if (!more) return all
        if (all.length > HEADS_MAX) throw new SinkFault('away', `lists more than ${HEADS_MAX} checkpoints`)
        from = heads.at(-1)?.n ?? from
      }
    },

    async examine(signal) {
      try {
        const { heads } = await page(0, signal)
        return [
          {
            is: 'good',
            says: `${host} answers${heads.length === 0 ? ', and has none' : ', and can be read back'}`,
          },
        ]
      } catch (error) {
        if (!(error instanceof SinkFault)) throw error
        return [findingOf(error)]
      }
    },
  }
}

function findingOf({ is, message, isPlain }: SinkFault): SinkFinding {
  if (isPlain) return { is: 'bad', says: message }
  if (is === 'unreadable') return { is: 'missing', says: `it ${message}` }
  const remedy = /^answered 40[13]\b/.test(message)
    ? 'give the receiver the token, or write the right one into the secret: it is read at each call'
    : 'see that it runs and that this machine reaches it; checkpoints wait for it, in order'
  return { is: 'bad', says: `it ${message}; ${remedy}` }
}
