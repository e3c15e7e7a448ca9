/** What counts as a synced registry, apart from how it was fetched. */
export type Badge = { readonly status: string; readonly text: string }

/** The status badge a reader of the page would see, or null when it is missing or hidden. */
export function badgeIn(page: string): Badge | null {
  const found =
    /<span class="badge" id="registry-status" data-status="([a-z-]+)"([^>]*)>([^<]+)<\/span>/.exec(page)
  const [, status = '', rest = '', text = ''] = found ?? []
  return found && !/hidden|display:\s*none/.test(rest) ? { status, text } : null
}

/** Null when all is well, else the one sentence that says what is not. */
export function registryFault(
  registry: { readonly count: number; readonly lastSync: string | null },
  badge: Badge | null,
  nowMs: number,
  freshWithinMs: number,
): string | null {
  if (!(registry.count > 0)) return 'the registry is empty'
  const ageMs = nowMs - Date.parse(registry.lastSync ?? '')
  if (Number.isNaN(ageMs)) return 'the registry was never synced'
  if (ageMs > freshWithinMs)
    return `the last sync is ${Math.round(ageMs / 1_000)} s old, which is more than ${freshWithinMs / 1_000} s`
  if (badge === null) return 'the status badge is not visible in the page'
  return badge.status === 'in-sync' ? null : `the status badge says "${badge.text}"`
}
