/** What new versions keep in Redis for a while. Without it, or while it is away, they read the database. */
import type { Database } from '../state.ts'

export type Cache = {
  /** What is kept under the key; else what `read` says, which is kept for so many seconds. */
  readonly keep: <T>(key: string, seconds: number, read: () => Promise<T>) => Promise<T>
  readonly drop: (key: string) => Promise<void>
  /** Why it cannot be used; null when it can, or when this version uses none. */
  readonly look: () => Promise<string | null>
  readonly end: () => Promise<void>
}

/** v2.1.0 is the first version with a cache. */
export function hasCache(version: string): boolean {
  const [, major = '0', minor = '0'] = /^v(\d+)\.(\d+)\./.exec(version) ?? []
  return Number(major) > 2 || (Number(major) === 2 && Number(minor) >= 1)
}

export const cachePrefix = (version: string): string => `shop:${version}:`

const noCache = (because: string | null): Cache => ({
  keep: (_key, _seconds, read) => read(),
  drop: async () => {},
  look: async () => because,
  end: async () => {},
})

const TIME_LIMIT_MS = 250

export async function cacheOf(version: string, cache: Database['cache']): Promise<Cache> {
  if (!hasCache(version)) return noCache(null)
  if ('missing' in cache) return noCache(cache.missing)
  // A version without a cache does not wait for the client of one.
  const { createClient } = await import('@redis/client')
  const client = createClient({
    url: cache.url,
    disableOfflineQueue: true,
    socket: { connectTimeout: 1_000, reconnectStrategy: (tries) => Math.min(100 * (tries + 1), 2_000) },
  })
  client.on('error', () => {})
  void client.connect().catch(() => {})
  const named = (key: string) => cachePrefix(version) + key
  return {
    keep: async (key, seconds, read) => {
      const kept = await within(client.get(named(key)))
      if (typeof kept === 'string') return JSON.parse(kept)
      const value = await read()
      await within(client.set(named(key), JSON.stringify(value), { EX: seconds }))
      return value
    },
    drop: async (key) => void (await within(client.del(named(key)))),
    look: async () => ((await within(client.ping())) === 'PONG' ? null : 'Redis gives no answer'),
    end: async () => client.destroy(),
  }
}

/** Null for anything but an answer in time: a cache must never cost more than it spares. */
async function within<T>(asked: Promise<T>): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(resolve, TIME_LIMIT_MS, null)
  })
  try {
    return await Promise.race([asked, late])
  } catch {
    return null
  } finally {
    clearTimeout(timer)
  }
}
