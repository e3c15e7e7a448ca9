import { join } from 'node:path'

const LIMIT_MS = 2_000

/** What builds the live page of this checkout, from any directory. */
export const BUILD_PAGE = `node ${join(import.meta.dirname, '..', '..', '..', 'tools', 'build-web.mjs')}`

/** Whether the server at this address has a page to show: a checkout without development tools cannot build it. */
export async function pageAt(url: string): Promise<'there' | 'not-built' | 'unknown'> {
  try {
    const asked = { method: 'HEAD', signal: AbortSignal.timeout(LIMIT_MS) }
    const { ok, status } = await fetch(new URL('/login', url), asked)
    if (ok) return 'there'
    return status === 404 ? 'not-built' : 'unknown'
  } catch {
    return 'unknown'
  }
}
