import { request } from 'undici'
import type { Instant, Millis } from '../../core/time/instant.ts'
import type { Secrets } from '../../ports/secrets.ts'
import { bodyOf } from './body.ts'
import { faultOfAnswer, QueryFailed } from './query-failed.ts'
import { type Series, scalarFrom, seriesFrom } from './series.ts'

/**
 * The part of Prometheus' HTTP API that is needed here; Thanos, Mimir and VictoriaMetrics speak it too. Every call
 * throws `QueryFailed`.
 */
export type PrometheusApi = {
  readonly url: string
  /** The provider's own time. */
  time(signal: AbortSignal): Promise<Instant>
  /** At each multiple of `stepMs` from `from` to `to`, both included. */
  range(
    query: string,
    span: { readonly from: Instant; readonly to: Instant; readonly stepMs: Millis },
    signal: AbortSignal,
  ): Promise<readonly Series[]>
  at(query: string, moment: Instant, signal: AbortSignal): Promise<readonly Series[]>
}

export type ApiOptions = {
  /** In front of `/api/v1`. */
  readonly url: string
  /** `secret:NAME`, sent as bearer token; null sends none. */
  readonly token: string | null
  readonly secrets: Secrets
  readonly timeoutMs: Millis
  /** Remarks on a query that do not make its answer less true. */
  readonly remark?: (words: string) => void
}

export function prometheusApi(options: ApiOptions): PrometheusApi {
  return {
    url: options.url,
    time: (signal) => call(options, { path: 'query', form: { query: 'time()' }, read: scalarFrom }, signal),
    range: (query, { from, to, stepMs }, signal) => {
      const form = { query, start: seconds(from), end: seconds(to), step: seconds(stepMs) }
      const read = (data: unknown) => seriesFrom(data, 'matrix')
      return call(options, { path: 'query_range', form, read }, signal)
    },
    at: (query, moment, signal) => {
      const read = (data: unknown) => seriesFrom(data, 'vector')
      return call(options, { path: 'query', form: { query, time: seconds(moment) }, read }, signal)
    },
  }
}

const seconds = (ms: Millis): string => String(ms / 1000)

type Call<T> = {
  readonly path: string
  readonly form: Readonly<Record<string, string>>
  readonly read: (data: unknown) => T
}

async function call<T>(options: ApiOptions, { path, form, read }: Call<T>, signal: AbortSignal): Promise<T> {
  const { url, timeoutMs, secrets, remark } = options
  const limit = AbortSignal.timeout(timeoutMs)
  try {
    const answer = await request(`${url.replace(/\/+$/, '')}/api/v1/${path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        accept: 'application/json',
        'user-agent': 'cutwater',
        ...authorization(options),
      },
      // Thanos answers from the stores it reaches unless partial answers are switched off.
      body: new URLSearchParams({ ...form, timeout: `${timeoutMs}ms`, partial_response: 'false' }).toString(),
      headersTimeout: 0,
      bodyTimeout: 0,
      signal: AbortSignal.any([signal, limit]),
    })
    const text = await textOf(answer.body)
    const { data, infos } = bodyOf(answer.statusCode, text, answer.headers.location)
    for (const info of infos) remark?.(info)
    return read(data)
  } catch (cause) {
    signal.throwIfAborted()
    const failed = faultOfAnswer(cause, limit.aborted ? timeoutMs : null)
    throw new QueryFailed(failed.kind, secrets.redact(`Prometheus at ${url} ${failed.message}`))
  }
}

function authorization({ token, secrets }: ApiOptions): Record<string, string> {
  if (token === null) return {}
  try {
    return { authorization: `Bearer ${secrets.get(token.replace(/^secret:/, ''))}` }
  } catch (cause) {
    throw new QueryFailed('refused', `was not asked: ${cause instanceof Error ? cause.message : token}`)
  }
}

/** A thousand targets are some hundred kilobytes. */
const BYTES_MAX = 16 * 1024 * 1024

async function textOf(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of body) {
    chunks.push(chunk)
    bytes += chunk.length
    if (bytes > BYTES_MAX)
      throw new QueryFailed('too-large', `gives an answer above ${BYTES_MAX / 1024 / 1024} MiB`)
  }
  return Buffer.concat(chunks).toString('utf8')
}
