import type { Token } from '../../core/access/token.ts'
import type { Instant, Millis } from '../../core/time/instant.ts'
import { isOutage } from '../context/outage.ts'
import { TimeLimitReached, within } from '../context/time-limit.ts'

export type Found = { readonly token: Token; readonly via: 'token' | 'session'; readonly expiresAt: Instant }
export type Find = (hash: string, now: Instant) => Promise<Found | null>

/** How long a revocation may go unnoticed by another server, and only by what reads. */
export const REMEMBERED_MS: Millis = 1_000
const REMEMBERED_MAX = 2_000
/** Who was found within this time before the database went away stays known for what needs no database. */
const BEFORE_OUTAGE_MS: Millis = 60_000
/** A database that takes longer than this counts as away for callers that were known. */
const PATIENCE_MS: Millis = 3_000

type Kept = { readonly at: Instant; readonly found: Found }

/**
 * Who was found lately, by the hash of what they carry. While the database is away no token can be revoked: a caller
 * that was known when it went goes on reading what needs none, flags and metrics above all, and nobody waits for it.
 */
export function remembered(patienceMs = PATIENCE_MS) {
  const kept = new Map<string, Kept>()
  let awaySince: Instant | null = null
  let asking = false

  const ask = async (hash: string, now: Instant, find: Find): Promise<Found | null> => {
    try {
      const found = await find(hash, now)
      awaySince = null
      // Moved to the end: the one seen longest ago is dropped first.
      kept.delete(hash)
      if (found !== null) kept.set(hash, { at: now, found })
      dropOldest(kept, REMEMBERED_MAX)
      return found
    } catch (error) {
      if (isOutage(error)) awaySince ??= now
      throw error
    }
  }
  /** One question at a time finds out whether it is back. */
  const askBeside = (hash: string, now: Instant, find: Find) => {
    if (asking) return
    asking = true
    ask(hash, now, find)
      .catch(() => undefined)
      .finally(() => {
        asking = false
      })
  }

  return {
    /** `fresh` asks the database; otherwise an answer may be `REMEMBERED_MS` old, or from before it went away. */
    async find(hash: string, now: Instant, fresh: boolean, find: Find): Promise<Found | null> {
      const last = kept.get(hash)
      if (fresh) return ask(hash, now, find)
      if (last !== undefined && now - last.at < REMEMBERED_MS) return last.found
      if (last !== undefined && awaySince !== null && last.at >= awaySince - BEFORE_OUTAGE_MS) {
        askBeside(hash, now, find)
        return last.found
      }
      if (last === undefined || last.at < now - BEFORE_OUTAGE_MS) return ask(hash, now, find)
      try {
        return await within(patienceMs, 'asking who it is', () => ask(hash, now, find))
      } catch (error) {
        if (!isOutage(error) && !(error instanceof TimeLimitReached)) throw error
        awaySince ??= now
        return last.found
      }
    },
    has: (hash: string): boolean => kept.has(hash),
    drop: (hash: string): void => void kept.delete(hash),
    /** What was valid stays familiar; it is only asked about again. */
    forget(): void {
      for (const [hash, { found }] of kept) kept.set(hash, { at: Number.NEGATIVE_INFINITY, found })
    },
  }
}

export function dropOldest(map: Map<string, unknown>, max: number): void {
  const [oldest] = map.size > max ? map.keys() : []
  if (oldest !== undefined) map.delete(oldest)
}
