/** The addresses that a site's name has: to each of them connections are kept, as browsers do. */
import { Pool } from 'undici'
import type { Outcome } from './tally.ts'

export type Door = { readonly pool: Pool; readonly base: string }

/** A user gives up after this long. */
const PATIENCE_MS = 10_000

/** `urls`: all addresses of the site, with a comma between them. */
export function doorsAt(urls: string): readonly Door[] {
  return urls.split(',').map((url) => {
    const { origin, pathname } = new URL(url)
    // Idle connections are closed from this end, well before any proxy would: a request never meets a closing one.
    const pool = new Pool(origin, {
      connections: 48,
      keepAliveTimeout: 2_000,
      keepAliveMaxTimeout: 2_000,
      headersTimeout: PATIENCE_MS,
      bodyTimeout: PATIENCE_MS,
      connectTimeout: PATIENCE_MS,
    })
    return { pool, base: pathname.replace(/\/$/, '') }
  })
}

/** Why there was no whole answer, in a word. */
export function causeOf(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code ?? (error as Error).name
  return /TIMEOUT/.test(code) ? 'timeout' : code
}

/**
 * Whether a name with several addresses is asked again at another one, once: when the connection was refused, and for
 * what may be repeated also when it broke before its answer was whole. Source: RFC 9110, 9.2.2.
 */
export function asksElsewhere(method: string, outcome: Outcome): boolean {
  if (outcome.saw === 'answer' || outcome.cause === 'timeout') return false
  return method !== 'POST' || outcome.cause === 'ECONNREFUSED'
}
