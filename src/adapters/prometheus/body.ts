import { brief, QueryFailed } from './query-failed.ts'

/**
 * What the answer holds when it is whole: https://prometheus.io/docs/prometheus/latest/querying/api/#format-overview.
 * Throws `QueryFailed` otherwise, in words that go on after "Prometheus at URL".
 */
export function bodyOf(
  status: number,
  text: string,
  location: string | string[] | undefined,
): { readonly data: unknown; readonly infos: readonly string[] } {
  const body = parsed(text)
  if (status !== 200) throw notOk(status, body, location)
  if (body === null) throw new QueryFailed('nonsense', `answers something that is not JSON: ${brief(text)}`)
  if (body.status !== 'success') throw notOk(status, body, undefined)
  const remarks = stringsOf(body.warnings)
  // Until version 3 the infos stood among the warnings.
  const warnings = remarks.filter((remark) => !remark.startsWith(INFO))
  if (warnings.length > 0)
    throw new QueryFailed('partial', `answers only in part: ${warnings.map(brief).join('; ')}`)
  return { data: body.data, infos: [...remarks, ...stringsOf(body.infos)].map(brief) }
}

const INFO = 'PromQL info:'

function notOk(status: number, body: Body | null, location: string | string[] | undefined): QueryFailed {
  const said = typeof body?.error === 'string' ? `: ${brief(body.error)}` : ''
  if (status >= 300 && status <= 399)
    return new QueryFailed('refused', `sends us elsewhere (${status}): write ${String(location)} instead`)
  if (status === 401 || status === 403)
    return new QueryFailed('refused', `does not let us in (${status})${said}`)
  if (body?.errorType === 'timeout' || status === 504)
    return new QueryFailed('slow', `gave up on the query (${status})${said}`)
  if (body?.errorType === 'bad_data') return new QueryFailed('bad-query', `refuses the query${said}`)
  if (/too many samples/.test(said)) return new QueryFailed('too-much', `cannot carry the query out${said}`)
  if (body?.errorType === 'execution')
    return new QueryFailed('bad-query', `cannot carry the query out${said}`)
  if (status === 404)
    return new QueryFailed('nonsense', 'has no /api/v1: is the path of its url right? (404)')
  return new QueryFailed('failing', `fails with ${status}${said}`)
}

type Body = Readonly<Record<string, unknown>>

function parsed(text: string): Body | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Body) : null
  } catch {
    return null
  }
}

const stringsOf = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((each) => typeof each === 'string') : []
