const LIMIT_MS = 2_000

/** Whether the server at this address has a page to show: a checkout without development tools cannot build it. */
export async function pageBuilt(url: string): Promise<boolean> {
  try {
    return (await fetch(new URL('/login', url), { method: 'HEAD', signal: AbortSignal.timeout(LIMIT_MS) })).ok
  } catch {
    return false
  }
}
