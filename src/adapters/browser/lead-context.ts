import type { BrowserContext, CDPSession, Page } from 'playwright-core'
import { forwardedHeaders, type Lead, ledRequest } from '../../core/validation/basis/lead.ts'
import { brief } from '../../ports/printable.ts'
import { askLed, NotLed } from './ask-led.ts'

/** Its answers bear this, so that what another has answered is seen. */
const MARK = 'x-cutwater-led'

export type Leading = {
  /** Leads what this page asks, from its next request on. */
  follow(page: Page): Promise<void>
  /** The first that should have been led and was not, as the end of a sentence; null: all was. */
  strayed(): string | null
}

/**
 * Answers requests to the addresses of `leads` with what the sides answer. The page stays where users are: its origin,
 * its links, its cookies and its redirects are those of the address, and only what answers is another. What cannot be
 * led is noticed: it would be asked of what everybody gets.
 */
export function leadContext(context: BrowserContext, leads: readonly Lead[], stop: AbortSignal): Leading {
  if (leads.length === 0) return { follow: async () => undefined, strayed: () => null }
  let stray: string | null = null
  const note = (what: string, url: string) => {
    stray ??= `${what} at ${brief(url.replace(/[?#].*$/, ''), 100)} was not led to the new version`
  }
  const followed = new WeakMap<Page, Promise<void>>()
  const follow = (page: Page): Promise<void> => {
    const following = followed.get(page) ?? begin(page)
    followed.set(page, following)
    return following
  }
  const begin = async (page: Page) => {
    page.on('websocket', (socket) => {
      const url = socket.url().replace(/^ws/, 'http')
      if (ledRequest(url, leads) !== null) note('a WebSocket', url)
    })
    const session = await context.newCDPSession(page)
    session.on('Fetch.requestPaused', (paused) => {
      // A page that closes meanwhile wants no answer.
      void settle(session, paused, { leads, note, stop }).catch(() => undefined)
    })
    await session.send('Fetch.enable', { patterns: patternsOf(leads) })
  }
  // Of a window that a page opens the first request may be on its way already; then it is noticed.
  context.on('page', (page) => void follow(page).catch(() => undefined))
  context.on('response', (answer) => {
    if (ledRequest(answer.url(), leads) !== null && answer.headers()[MARK] === undefined)
      note('what was asked', answer.url())
  })
  return { follow, strayed: () => stray }
}

/** Those whose path belongs to another target go on as they are. */
const patternsOf = (leads: readonly Lead[]): { urlPattern: string }[] =>
  [...new Set(leads.filter(({ to }) => to !== null).map(({ from }) => new URL(from).origin))].map(
    (origin) => ({
      urlPattern: `${origin}/*`,
    }),
  )

type Paused = {
  readonly requestId: string
  readonly request: {
    readonly url: string
    readonly method: string
    readonly headers: Readonly<Record<string, string>>
    readonly hasPostData?: boolean
    readonly postDataEntries?: readonly { readonly bytes?: string }[]
  }
}

type Settling = {
  readonly leads: readonly Lead[]
  readonly note: (what: string, url: string) => void
  readonly stop: AbortSignal
}

async function settle(
  session: CDPSession,
  { requestId, request }: Paused,
  { leads, note, stop }: Settling,
): Promise<void> {
  const { url, method, headers } = request
  const led = ledRequest(url, leads)
  if (led === null) {
    await session.send('Fetch.continueRequest', { requestId })
    return
  }
  try {
    const answer = await askLed(led, { method, headers, body: bodyOf(request) }, stop)
    await session.send('Fetch.fulfillRequest', {
      requestId,
      responseCode: answer.status,
      responseHeaders: [...answer.headers, { name: MARK, value: '1' }],
      body: answer.body.toString('base64'),
    })
  } catch (error) {
    if (error instanceof NotLed) note(error.message, url)
    const isRefused = error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED'
    await session.send('Fetch.failRequest', {
      requestId,
      errorReason: isRefused ? 'ConnectionRefused' : 'Failed',
    })
  }
}

function bodyOf({ hasPostData = false, postDataEntries = [] }: Paused['request']): Buffer | null {
  if (!hasPostData) return null
  const parts = postDataEntries.map(({ bytes }) => {
    if (bytes === undefined) throw new NotLed('an upload of a file')
    return Buffer.from(bytes, 'base64')
  })
  if (parts.length === 0) throw new NotLed('a body that the browser does not show')
  return Buffer.concat(parts)
}

/** What a script asks past its pages: with their cookies, and without following redirects or keeping cookies there. */
export function leadScripts(context: BrowserContext, leads: readonly Lead[], baseUrl: string): void {
  if (leads.length === 0) return
  const { request } = context
  const ask = request.fetch.bind(request)
  request.fetch = async (asked, options = {}) => {
    const url = typeof asked === 'string' ? new URL(asked, baseUrl).href : asked.url()
    const led = ledRequest(url, leads)
    if (led === null) return ask(asked, options)
    if (typeof asked !== 'string')
      throw new Error('a request cannot be sent again for a change: give its address')
    const cookies = await context.cookies(url)
    const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ')
    const headers = { ...(cookie === '' ? {} : { cookie }), ...options.headers, ...forwardedHeaders(led) }
    return ask(led.url, { ...options, headers, maxRedirects: 0 })
  }
}
