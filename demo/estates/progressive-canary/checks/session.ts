import { randomBytes } from 'node:crypto'

/** A user of one check, with an account of its own. */
export class Session {
  readonly credentials = {
    email: `check-${randomBytes(6).toString('hex')}@people.example`,
    password: randomBytes(12).toString('base64url'),
    handle: 'check',
  }
  readonly #urls: Readonly<Record<'frontend' | 'backend', string>>
  #cookie = ''

  constructor(urls: Readonly<Record<'frontend' | 'backend', string>>) {
    this.#urls = urls
  }

  async signUp(): Promise<void> {
    const page = await fetch(`${this.#urls.frontend}/signup`, { signal: AbortSignal.timeout(5_000) })
    if (!page.ok) throw new Error(`the page of sign-up answered ${page.status}`)
    await this.ask('frontend', 'POST', '/api/client/signup', 201, this.credentials)
  }

  /** What it answered, as JSON; throws for any other status. */
  readonly ask = async (
    service: 'frontend' | 'backend',
    method: string,
    path: string,
    status: number,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Record<string, unknown>> => {
    const answer = await fetch(`${this.#urls[service]}${path}`, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(this.#cookie === '' ? {} : { cookie: this.#cookie }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(5_000),
    })
    const text = await answer.text()
    if (answer.status !== status)
      throw new Error(`${method} ${path} answered ${answer.status}: ${text.slice(0, 200)}`)
    const cookies = answer.headers.getSetCookie().map((cookie) => cookie.split(';')[0])
    if (cookies.length > 0) this.#cookie = cookies.join('; ')
    return answer.headers.get('content-type')?.includes('json') ? JSON.parse(text) : {}
  }
}
