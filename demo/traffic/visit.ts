/** One request as a user makes it, over kept connections. */
import { Pool } from 'undici'
import type { Outcome } from './tally.ts'
import type { User } from './users.ts'

export type Site = { readonly name: string; readonly pool: Pool; readonly base: string; readonly api: string }

/** A user gives up after this long. */
const patienceMs = 10_000

export function site(name: string, url: string, api: string): Site {
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
  return { name, pool, base: pathname.replace(/\/$/, ''), api }
}

/** Never throws: what went wrong is what the user saw. */
export async function visit(to: Site, user: User, readsApi: boolean): Promise<Outcome> {
  const began = performance.now()
  const elapsed = () => performance.now() - began
  try {
    const answer = await to.pool.request({
      method: 'GET',
      path: `${to.base}${readsApi ? to.api : '/'}`,
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
