import type { Desired } from './desired.ts'
import { agrees, type Said } from './said.ts'

/**
 * Writes that were let through before the target's mode, which would turn them away, and are under way still. Null
 * while one proxy does not say, or has something else: it may let more through. Without a mode nobody counts.
 */
export function writesUnderWay(desired: Desired, proxies: readonly Said[]): number | null {
  if (desired.mode === undefined || proxies.length === 0) return null
  let sum = 0
  for (const proxy of proxies) {
    const { writes } = proxy
    if (!agrees(proxy, desired) || writes === undefined || writes === null) return null
    sum += writes
  }
  return sum
}
