import { request } from 'undici'
import type { PrometheusBinding } from '../../core/binding/signal-binding.ts'
import type { Instant, Millis } from '../../core/time/instant.ts'
import { readBounded } from '../../ports/read-bounded.ts'
import { withSecrets } from '../../ports/secret-headers.ts'
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
  /** What was really scraped: a selector with its span, such as `x{a="b"}[10m]`, up to that moment. */
  scrapes(selector: string, moment: Instant, signal: AbortSignal): Promise<readonly Series[]>
}

export type ApiOptions = {
  /** In front of `/api/v1`. */
  readonly url: string
  /** `secret:NAME`, sent as bearer token; null sends none. */
  readonly token: PrometheusBinding['token']
  readonly basicAuth?: PrometheusBinding['basicAuth']
  readonly headers?: PrometheusBinding['headers']
  readonly secrets: Secrets
  readonly timeoutMs: Millis
  /** Remarks on a query that do not make its answer less true. */
  readonly remark?: (words: string) => void
}

export function prometheusApi(options: ApiOptions): PrometheusApi {
  const ask = asking(options)
  return {
    url: options.url,
    time: (signal) => ask({ path: 'query', form: { query: 'time()' }, read: scalarFrom }, signal),
    range: (query, { from, to, stepMs }, signal) => {
      const form = { query, start: seconds(from), end: seconds(to), step: seconds(stepMs) }
      const read = (data: unknown) => seriesFrom(data, 'matrix')
      return ask({ path: 'query_range', form, read }, signal)
    },
    at: (query, moment, signal) => {
      const read = (data: unknown) => seriesFrom(data, 'vector')
      return ask({ path: 'query', form: { query, time: seconds(moment) }, read }, signal)
    },
    scrapes: (selector, moment, signal) => {
      const read = (data: unknown) => seriesFrom(data, 'matrix')
      return ask({ path: 'query', form: { query: selector, time: seconds(moment) }, read }, signal)
    },
  }
}

const seconds = (ms: Millis): string => String(ms / 1000)

type Call<T> = {
  readonly path: string
  readonly form: Readonly<Record<string, string>>
  readonly read: (data: unknown) => T
}

/** A redirect is never followed, so nothing that proves who we are is ever sent elsewhere. */
function asking(options: ApiOptions) {
  const { url, timeoutMs, secrets, remark } = options
  /** Some providers, and proxies before them, let nothing through that is not a GET. */
  let method: Method = 'POST'

  const answerTo = async (path: string, form: Readonly<Record<string, string>>, signal: AbortSignal) => {
    const asked = method
    const answer = await send(options, asked, path, form, signal)
    if (!REFUSES_METHOD.has(answer.statusCode)) return answer
    method = asked === 'POST' ? 'GET' : 'POST'
    answer.body.resume()
    return send(options, method, path, form, signal)
  }

  return async <T>({ path, form, read }: Call<T>, signal: AbortSignal): Promise<T> => {
    const limit = AbortSignal.timeout(timeoutMs)
    try {
      const answer = await answerTo(path, form, AbortSignal.any([signal, limit]))
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
}

type Method = 'POST' | 'GET'

const REFUSES_METHOD = new Set([405, 501])

function send(
  options: ApiOptions,
  method: Method,
  path: string,
  form: Readonly<Record<string, string>>,
  signal: AbortSignal,
) {
  // Thanos answers from the stores it reaches unless partial answers are switched off.
  const fields = { ...form, timeout: `${options.timeoutMs}ms`, partial_response: 'false' }
  const asked = new URLSearchParams(fields).toString()
  const to = `${options.url.replace(/\/+$/, '')}/api/v1/${path}`
  return request(method === 'GET' ? `${to}?${asked}` : to, {
    method,
    headers: {
      accept: 'application/json',
      'user-agent': 'cutwater',
      ...access(options),
      ...(method === 'GET' ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
    },
    ...(method === 'GET' ? {} : { body: asked }),
    headersTimeout: 0,
    bodyTimeout: 0,
    signal,
  })
}

/** What proves who we are, read anew at each question. */
function access({ token, basicAuth, headers = {}, secrets }: ApiOptions): Record<string, string> {
  try {
    const sent = withSecrets(headers, secrets)
    if (token !== null) return { ...sent, ...withSecrets({ authorization: `Bearer ${token}` }, secrets) }
    if (basicAuth === undefined) return sent
    const password = secrets.get(basicAuth.password.replace(/^secret:/, ''))
    const both = Buffer.from(`${basicAuth.user}:${password}`, 'utf8').toString('base64')
    return { ...sent, authorization: `Basic ${both}` }
  } catch (cause) {
    throw new QueryFailed('refused', `was not asked: ${cause instanceof Error ? cause.message : 'no access'}`)
  }
}

/** A thousand targets are some hundred kilobytes. */
const BYTES_MAX = 16 * 1024 * 1024

async function textOf(body: AsyncIterable<Buffer>): Promise<string> {
  const { bytes, whole } = await readBounded(body, BYTES_MAX)
  if (!whole) throw new QueryFailed('too-large', `gives an answer above ${BYTES_MAX / 1024 / 1024} MiB`)
  return bytes.toString('utf8')
}
