/** One request as a user makes it, over kept connections; to the site's other address when the first one breaks. */
import { Pool } from 'undici'
import type { Outcome } from './tally.ts'
import type { User } from './users.ts'

export type Site = {
  readonly name: string
  /** One for each address that the site's name has. */
  readonly doors: readonly Door[]
  readonly api: string
}
type Door = { readonly pool: Pool; readonly base: string }

/** A user gives up after this long. */
const patienceMs = 10_000

/** `urls`: all addresses of the site, with a comma between them. */
export function site(name: string, urls: string, api: string): Site {
  return { name, doors: urls.split(',').map(doorAt), api }
}

function doorAt(url: string): Door {
  const { origin, pathname } = new URL(url)
  // Idle connections are closed from this end, well before any proxy would: a request never meets a closing one.
  const pool = new Pool(origin, {
    connections: 48,
    keepAliveTimeout: 2_000,
    keepAliveMaxTimeout: 2_000,
    headersTimeout: patienceMs,
    bodyTimeout: patienceMs,
    connectTimeout: patienceMs,
  })
  return { pool, base: pathname.replace(/\/$/, '') }
}

/**
 * Never throws: what went wrong is what the user saw. A name with several addresses is used as browsers and balancers
 * do: a GET whose connection is refused, or breaks before its answer is whole, is sent again to another address, once
 * (RFC 9110, 9.2.2).
 */
export async function visit(to: Site, user: User, readsApi: boolean): Promise<Outcome> {
  const began = performance.now()
  const path = readsApi ? to.api : '/'
  const usual = Number(user.id.slice(2)) % to.doors.length
  const first = await ask(to.doors[usual] as Door, path, user, began)
  if (first.saw === 'answer' || first.cause === 'timeout' || to.doors.length === 1) return first
  const second = await ask(to.doors[(usual + 1) % to.doors.length] as Door, path, user, began)
  return { ...second, elsewhere: true }
}

async function ask(door: Door, path: string, user: User, began: number): Promise<Outcome> {
  const elapsed = () => performance.now() - began
  try {
    const answer = await door.pool.request({
      method: 'GET',
      path: `${door.base}${path}`,
      headers: { 'x-user-id': user.id, ...(user.segment ? { 'x-user-segment': user.segment } : {}) },
    })
    // Read to the end: half a page is a failure too.
    for await (const _chunk of answer.body);
    const version = answer.headers['x-app-version']
    return {
      saw: 'answer',
      status: answer.statusCode,
      version: typeof version === 'string' ? version : null,
      ms: elapsed(),
    }
  } catch (error) {
    return { saw: 'nothing', cause: causeOf(error), ms: elapsed() }
  }
}

function causeOf(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code ?? (error as Error).name
  return /TIMEOUT/.test(code) ? 'timeout' : code
}
