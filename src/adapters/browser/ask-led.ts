import { type IncomingMessage, request as overHttp } from 'node:http'
import { request as overHttps } from 'node:https'
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib'
import { forwardedHeaders, type LedRequest } from '../../core/validation/basis/lead.ts'
import { readBounded } from '../../ports/read-bounded.ts'

const ANSWER_MOST = 64 * 1024 * 1024
const WITHIN_MS = 60_000

export type LedQuestion = {
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer | null
}

export type LedAnswer = {
  readonly status: number
  readonly headers: readonly { readonly name: string; readonly value: string }[]
  readonly body: Buffer
}

/** Meant for one connection, or written by who asks. */
const NOT_PASSED = new Set([
  'accept-encoding',
  'connection',
  'content-length',
  'host',
  'keep-alive',
  'proxy-connection',
  'transfer-encoding',
  'upgrade',
])

/** Asks a side what a browser wanted to know, as a proxy would. Redirects are the browser's. */
export async function askLed(
  led: LedRequest,
  { method, headers, body }: LedQuestion,
  stop: AbortSignal,
): Promise<LedAnswer> {
  const url = new URL(led.url)
  const ask = url.protocol === 'https:' ? overHttps : overHttp
  const passed = Object.entries(headers).filter(([name]) => !NOT_PASSED.has(name.toLowerCase()))
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const asked = ask(url, {
      method,
      agent: false,
      headers: {
        ...Object.fromEntries(passed),
        'accept-encoding': 'identity',
        ...(body === null ? {} : { 'content-length': String(body.length) }),
        ...forwardedHeaders(led),
      },
      signal: AbortSignal.any([stop, AbortSignal.timeout(WITHIN_MS)]),
    })
    asked.once('response', resolve)
    asked.once('error', reject)
    asked.end(body ?? undefined)
  })
  const { 'content-type': type = '', 'content-encoding': packed = 'identity' } = answer.headers
  if (type.startsWith('text/event-stream')) {
    answer.destroy()
    throw new NotLed('a stream of events')
  }
  return {
    status: answer.statusCode ?? 502,
    headers: pairs(answer.rawHeaders).filter(({ name }) => !NOT_TOLD.has(name.toLowerCase())),
    body: unpacked(await wholeOf(answer), packed),
  }
}

/** What cannot be led, as the end of a sentence. */
export class NotLed extends Error {}

/** The body comes as it is, whole. */
const NOT_TOLD = new Set([
  'connection',
  'content-encoding',
  'content-length',
  'keep-alive',
  'transfer-encoding',
])

function pairs(raw: readonly string[]): LedAnswer['headers'] {
  return raw.flatMap((name, i) => (i % 2 === 0 ? [{ name, value: raw[i + 1] ?? '' }] : []))
}

async function wholeOf(answer: IncomingMessage): Promise<Buffer> {
  const { bytes, whole } = await readBounded(answer, ANSWER_MOST)
  if (!whole) throw new NotLed('an answer of more than 64 MiB')
  return bytes
}

/** Some pack without being asked to. */
function unpacked(body: Buffer, packed: string): Buffer {
  if (body.length === 0) return body
  const most = { maxOutputLength: ANSWER_MOST }
  switch (packed.toLowerCase()) {
    case 'identity':
      return body
    case 'gzip':
    case 'x-gzip':
      return gunzipSync(body, most)
    case 'br':
      return brotliDecompressSync(body, most)
    case 'deflate':
      return inflateSync(body, most)
    default:
      throw new NotLed(`an answer that is packed as ${packed}`)
  }
}
