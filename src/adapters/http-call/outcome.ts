import type { Outcome } from '../../core/change/outside/observations.ts'
import type { Outputs, Scalar } from '../../core/runbook/runbook.ts'
import { formatSpan } from '../../core/time/span.ts'
import { printable } from '../../ports/printable.ts'
import type { Exchanged } from './exchange.ts'
import type { HttpRequest } from './request.ts'

const EXCERPT_MAX = 500

/** Statuses by which a check is told that it did not take effect. */
const SAYS_NO = new Set([404, 409, 410, 412])
/** A proxy on the way says that it does not know what became of the request. */
const NOBODY_KNOWS = new Set([502, 504])

type About = {
  readonly request: HttpRequest
  readonly check: boolean
  readonly expect: readonly number[]
  readonly redact: (text: string) => string
}

/**
 * |                                   | a call                        | a check |
 * |-----------------------------------|-------------------------------|---------|
 * | a status of `expect`              | done                          | done    |
 * | 404, 409, 410, 412                | failed                        | failed  |
 * | 502, 504                          | unknown; failed for a GET     | unknown |
 * | any other status                  | failed                        | unknown |
 * | never connected                   | failed: it did not happen     | unknown |
 * | broken off or timed out after it  | unknown; failed for a GET     | unknown |
 *
 * A GET changes nothing (RFC 9110, 9.2.1), so what became of it leaves no doubt: it can simply be made again.
 */
export function outcomeOf(exchanged: Exchanged, about: About): Outcome {
  if (exchanged.end === 'stopped') return { outcome: 'stopped' }
  return exchanged.end === 'answered' ? answered(exchanged, about) : unanswered(exchanged, about)
}

function answered(answer: Extract<Exchanged, { end: 'answered' }>, about: About): Outcome {
  const { check, expect, request } = about
  const said = describe(answer, about)
  if (expect.includes(answer.status))
    return {
      outcome: 'done',
      outputs: answer.whole ? outputsOf(answer.body, about.redact) : {},
      evidence: said,
    }
  const inDoubt = check
    ? !SAYS_NO.has(answer.status)
    : NOBODY_KNOWS.has(answer.status) && request.method !== 'GET'
  return { outcome: inDoubt ? 'unknown' : 'failed', reason: said }
}

function unanswered(
  end: Extract<Exchanged, { end: 'time-limit' | 'broken' }>,
  { request, check, redact }: About,
): Outcome {
  const what = end.end === 'time-limit' ? `time limit of ${formatSpan(end.limitMs)} reached` : end.because
  const when = end.sent ? 'after the request may have been seen' : 'before the request was sent'
  const reason = redact(`${nameOf(request)}: ${what}, ${when}`)
  const inDoubt = check || (end.sent && request.method !== 'GET')
  return { outcome: inDoubt ? 'unknown' : 'failed', reason }
}

function describe(
  { status, location, body }: Extract<Exchanged, { end: 'answered' }>,
  { request, redact }: About,
): string {
  const redirect =
    location === null || status < 300 || status > 399 ? '' : ` to ${location}, which is not followed`
  const text = printable(redact(body.toString('utf8')))
  const excerpt = text.length <= EXCERPT_MAX ? text : `${text.slice(0, EXCERPT_MAX)}…`.toWellFormed()
  return redact(`${nameOf(request)} answered ${status}${redirect}${excerpt === '' ? '' : `: ${excerpt}`}`)
}

/** Without the query, which may hold secrets. */
function nameOf({ method, url }: HttpRequest): string {
  return `${method} ${url.origin}${url.pathname}`
}

/** The scalars of a JSON object; an answer of any other form has no outputs. */
function outputsOf(body: Buffer, redact: (text: string) => string): Outputs {
  let value: unknown
  try {
    value = JSON.parse(body.toString('utf8'))
  } catch {
    return {}
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {}
  const clean = (text: string) => redact(printable(text))
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, each]): [string, Scalar][] => {
      if (typeof each === 'string') return [[clean(name), clean(each)]]
      if (typeof each === 'boolean' || (typeof each === 'number' && Number.isFinite(each)))
        return [[clean(name), each]]
      return []
    }),
  )
}
