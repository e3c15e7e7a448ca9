/** A user's browser: it keeps cookies and what it may cache, and tells what it saw of each request. */
import { asksElsewhere, causeOf, type Door, doorsAt } from '../../../traffic/door.ts'
import type { Outcome } from '../../../traffic/tally.ts'

/** With a door for each address that the site's name has. */
export type Site = { readonly name: string; readonly doors: readonly Door[] }

/** `urls`: all addresses of the site, with a comma between them. */
export const site = (name: string, urls: string): Site => ({ name, doors: doorsAt(urls) })

export type Seen = {
  /** 0 when there was no whole answer. */
  readonly status: number
  readonly text: string
  readonly ms: number
  /** As the page's foot shows them; null when a proxy answered. */
  readonly servedBy: string | null
  readonly version: string | null
}

export type Wish = {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly body?: unknown
  readonly token?: string
  /** An answer that this user deserves, although it is a refusal. */
  readonly deserves?: number
}

export class Browser {
  readonly #cookies = new Map<string, string>()
  readonly #etags = new Map<string, string>()
  readonly #number: number
  readonly #headers: Readonly<Record<string, string>>
  readonly #count: (site: string, outcome: Outcome) => void

  constructor(
    /** Of the user: which address of a site with several they usually go to. */
    number: number,
    headers: Readonly<Record<string, string>>,
    count: (site: string, outcome: Outcome) => void,
  ) {
    this.#number = number
    this.#headers = headers
    this.#count = count
  }

  /** Never throws: what went wrong is what the user saw. */
  async ask(to: Site, path: string, wish: Wish = {}): Promise<Seen> {
    const began = performance.now()
    const { doors } = to
    const usual = this.#number % doors.length
    let { seen, outcome } = await this.#askAt(doors[usual] as Door, path, wish, began)
    if (doors.length > 1 && asksElsewhere(wish.method ?? 'GET', outcome)) {
      const second = await this.#askAt(doors[(usual + 1) % doors.length] as Door, path, wish, began)
      seen = second.seen
      outcome = { ...second.outcome, elsewhere: true }
    }
    this.#count(to.name, outcome)
    return seen
  }

  async #askAt(
    { pool, base }: Door,
    path: string,
    wish: Wish,
    began: number,
  ): Promise<{ readonly seen: Seen; readonly outcome: Outcome }> {
    const elapsed = () => performance.now() - began
    try {
      const { method = 'GET', body } = wish
      const answer = await pool.request({
        method,
        path: `${base}${path}`,
        headers: this.#headersFor(path, wish),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      const text = await answer.body.text()
      this.#keep(path, answer.headers)
      const header = (name: string) => {
        const value = answer.headers[name]
        return typeof value === 'string' ? value : null
      }
      const { statusCode: status } = answer
      const version = header('x-app-version')
      const counted = status === wish.deserves ? 200 : status
      return {
        seen: { status, text, ms: elapsed(), version, servedBy: header('x-served-by') },
        outcome: { saw: 'answer', status: counted, version, ms: elapsed() },
      }
    } catch (error) {
      return {
        seen: { status: 0, text: '', ms: elapsed(), version: null, servedBy: null },
        outcome: { saw: 'nothing', cause: causeOf(error), ms: elapsed() },
      }
    }
  }

  #headersFor(path: string, { body, token }: Wish): Record<string, string> {
    const etag = this.#etags.get(path)
    const cookies = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    return {
      ...this.#headers,
      ...(cookies === '' ? {} : { cookie: cookies }),
      ...(etag === undefined ? {} : { 'if-none-match': etag }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    }
  }

  #keep(path: string, headers: Readonly<Record<string, string | string[] | undefined>>): void {
    for (const cookie of [headers['set-cookie'] ?? []].flat()) {
      const [, name, value] = /^([^=;]+)=([^;]*)/.exec(cookie) ?? []
      if (name !== undefined && value) this.#cookies.set(name, value)
      else if (name !== undefined) this.#cookies.delete(name)
    }
    if (typeof headers.etag === 'string') this.#etags.set(path, headers.etag)
  }
}
