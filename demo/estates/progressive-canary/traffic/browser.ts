/** A user's browser: it keeps cookies and what it may cache, and tells what it saw of each request. */
import { Pool } from 'undici'
import type { Outcome } from '../../../traffic/tally.ts'

export type Site = { readonly name: string; readonly pool: Pool }

/** A user gives up after this long. */
const PATIENCE_MS = 10_000

export function site(name: string, url: string): Site {
  // Idle connections are closed from this end, well before any proxy would: a request never meets a closing one.
  const pool = new Pool(new URL(url).origin, {
    connections: 48,
    keepAliveTimeout: 2_000,
    keepAliveMaxTimeout: 2_000,
    headersTimeout: PATIENCE_MS,
    bodyTimeout: PATIENCE_MS,
    connectTimeout: PATIENCE_MS,
  })
  return { name, pool }
}

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
  readonly #headers: Readonly<Record<string, string>>
  readonly #count: (site: string, outcome: Outcome) => void

  constructor(headers: Readonly<Record<string, string>>, count: (site: string, outcome: Outcome) => void) {
    this.#headers = headers
    this.#count = count
  }

  /** Never throws: what went wrong is what the user saw. */
  async ask(to: Site, path: string, wish: Wish = {}): Promise<Seen> {
    const began = performance.now()
    const elapsed = () => performance.now() - began
    try {
      const { method = 'GET', body } = wish
      const answer = await to.pool.request({
        method,
        path,
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
      this.#count(to.name, { saw: 'answer', status: counted, version, ms: elapsed() })
      return { status, text, ms: elapsed(), version, servedBy: header('x-served-by') }
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? (error as Error).name
      const cause = /TIMEOUT/.test(code) ? 'timeout' : code
      this.#count(to.name, { saw: 'nothing', cause, ms: elapsed() })
      return { status: 0, text: '', ms: elapsed(), version: null, servedBy: null }
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
