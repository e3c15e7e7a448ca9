import { type Desired, sameDesired } from './desired.ts'

/**
 * What a proxy said last; `because` is set while it cannot be reached, `writes` null or absent where it does not say.
 */
export type Said = {
  readonly has: Desired | null
  readonly because: string | null
  readonly writes?: number | null
}

/**
 * Writes that were let through before the target's mode, which would turn them away, and are under way still. Null
 * while one proxy does not say, or has something else: it may let more through. Without a mode nobody counts.
 */
export function writesUnderWay(desired: Desired, proxies: readonly Said[]): number | null {
  if (desired.mode === undefined || proxies.length === 0) return null
  let sum = 0
  for (const { has, because, writes } of proxies) {
    if (because !== null || has === null || !sameDesired(has, desired)) return null
    if (writes === undefined || writes === null) return null
    sum += writes
  }
  return sum
}
