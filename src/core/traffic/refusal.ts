import { escapedForHtml } from '../text/html.ts'
import { formatInstant, type Instant } from '../time/instant.ts'
import type { Restriction } from './mode.ts'

/** What a proxy answers for a target that turns requests away. HAProxy says the same by lua/cutwater-refusal.lua. */
export type Refusal = {
  readonly status: 503
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export function refusalOf(mode: Restriction, now: Instant, accept: string | undefined): Refusal {
  const form = formFor(accept)
  const { type, body } = FORMS[form]
  return {
    status: 503,
    headers: {
      'content-type': type,
      'retry-after': String(retryAfterS(mode.until, now)),
      'cache-control': 'no-store',
      vary: 'Accept',
    },
    body: body(mode),
  }
}

/** While nobody knows when it ends, and when it should have ended already. */
const UNKNOWN_S = 60
const DAY_S = 86_400

/** A day at most: what lasts longer may end sooner than was thought. */
export function retryAfterS(until: Instant | undefined, now: Instant): number {
  if (until === undefined || until <= now) return UNKNOWN_S
  return Math.min(Math.ceil((until - now) / 1_000), DAY_S)
}

/** What a load balancer or a script reads at the health path. */
export function healthOf(mode: Restriction | undefined): string {
  const traffic = mode?.traffic ?? 'normal'
  return `{"maintenanceMode":${traffic !== 'normal'},"traffic":"${traffic}"}\n`
}

type Form = 'html' | 'json' | 'text'

const FORM_OF: ReadonlyMap<string, Form> = new Map([
  ['text/html', 'html'],
  ['application/xhtml+xml', 'html'],
  ['application/json', 'json'],
  ['application/problem+json', 'json'],
  ['application/*', 'json'],
  ['text/plain', 'text'],
  ['text/*', 'text'],
])

/** More of a header is not read. */
const ACCEPT_MAX = 1_000

/** Of the forms that the caller takes the one it likes best; of equals the first. JSON for who does not say. */
export function formFor(accept: string | undefined): Form {
  let best: Form = 'json'
  let liked = 0
  for (const range of (accept ?? '').slice(0, ACCEPT_MAX).toLowerCase().split(',')) {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim())
    const form = FORM_OF.get(type)
    const q = qualityOf(parameters)
    if (form === undefined || q <= liked) continue
    best = form
    liked = q
  }
  return best
}

/** Thousandths; 0 for what is no quality. */
function qualityOf(parameters: readonly string[]): number {
  const q = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2)
  if (q === undefined) return 1_000
  return /^[01](\.\d{0,3})?$/.test(q) ? Math.min(Math.round(Number(q) * 1_000), 1_000) : 0
}

const TITLES: Readonly<Record<Restriction['traffic'], string>> = {
  'read-only': 'Read-only for maintenance',
  maintenance: 'Down for maintenance',
}
const SAID: Readonly<Record<Restriction['traffic'], string>> = {
  'read-only': 'Reading works; nothing can be changed at the moment.',
  maintenance: 'The service is not available at the moment.',
}

const FORMS: Readonly<Record<Form, { readonly type: string; readonly body: (mode: Restriction) => string }>> =
  {
    json: {
      type: 'application/problem+json',
      body: (mode) => {
        const { traffic, until } = mode
        const title = TITLES[traffic]
        const problem = { type: 'about:blank', title, status: 503, detail: bannerOf(mode), traffic }
        return `${JSON.stringify(until === undefined ? problem : { ...problem, until: wholeSecond(until) })}\n`
      },
    },
    text: { type: 'text/plain; charset=utf-8', body: (mode) => `${sentencesOf(mode).join('\n')}\n` },
    html: {
      type: 'text/html; charset=utf-8',
      body: (mode) => {
        const title = TITLES[mode.traffic]
        const said = sentencesOf(mode).map((sentence) => `<p>${escapedForHtml(sentence)}</p>`)
        return `<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n<title>${title}</title>\n<h1>${title}</h1>\n${said.join('\n')}\n</html>\n`
      },
    },
  }

const bannerOf = ({ banner, traffic }: Restriction): string => banner ?? SAID[traffic]

function sentencesOf(mode: Restriction): readonly string[] {
  const { until } = mode
  if (until === undefined) return [bannerOf(mode)]
  const [day = '', time = ''] = wholeSecond(until).split('T')
  return [bannerOf(mode), `Expected until ${day} ${time.slice(0, 5)} UTC.`]
}

const wholeSecond = (at: Instant): string => formatInstant(at).replace(/\.\d+Z$/, 'Z')
