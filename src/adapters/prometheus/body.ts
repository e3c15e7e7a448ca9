import { brief } from '../../ports/printable.ts'
import { QueryFailed } from './query-failed.ts'

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
    throw new QueryFailed(
      'partial',
      `answers only in part: ${warnings.map((each) => brief(each)).join('; ')}`,
    )
  return { data: body.data, infos: [...remarks, ...stringsOf(body.infos)].map((each) => brief(each)) }
}

const INFO = 'PromQL info:'

function notOk(status: number, body: Body | null, location: string | string[] | undefined): QueryFailed {
  const said = typeof body?.error === 'string' ? `: ${brief(body.error)}` : ''
  if (status >= 300 && status <= 399) return new QueryFailed('refused', elsewhere(status, location))
  if (status === 401 || status === 403)
    return new QueryFailed('refused', `does not let us in (${status})${said}`)
  if (body?.errorType === 'timeout' || status === 504)
    return new QueryFailed('slow', `gave up on the query (${status})${said}`)
  if (body?.errorType === 'bad_data') return new QueryFailed('bad-query', `refuses the query${said}`)
  if (/too many samples/.test(said)) return new QueryFailed('too-much', `cannot carry the query out${said}`)
  if (body?.errorType === 'execution')
    return new QueryFailed('bad-query', `cannot carry the query out${said}`)
  if (status === 405 || status === 501)
    return new QueryFailed(
      'refused',
      `takes neither POST nor GET (${status}): does something before it refuse?`,
    )
  if (status === 414)
    return new QueryFailed('too-large', `takes only GET, and no question as long as this (414)`)
  if (status === 404)
    return new QueryFailed('nonsense', 'has no /api/v1: is the path of its url right? (404)')
  return new QueryFailed('failing', `fails with ${status}${said}`)
}

/** A login page is no Prometheus; where only the address has changed, the new one is said without its query. */
function elsewhere(status: number, location: string | string[] | undefined): string {
  const to = URL.parse(String(location))
  if (to === null) return `sends us elsewhere (${status}): write the address that answers by itself`
  const moved = /^(.*?)(?:\/|\/api\/v1\/query(?:_range)?)$/.exec(to.pathname)
  return moved === null
    ? `sends us elsewhere (${status}), to ${brief(to.origin + to.pathname)}: write an address that answers by itself, with what lets us in`
    : `sends us elsewhere (${status}): write ${brief(to.origin + moved[1])} instead`
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
