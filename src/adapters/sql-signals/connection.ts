import pg from 'pg'
import type { Millis } from '../../core/time/instant.ts'

export const isPostgresUrl = (url: string): boolean => /^postgres(ql)?:\/\//.test(url) && URL.canParse(url)

/** Below our own limit, so that Postgres is the first to give up, and ends the query. */
const SERVER_SHARE = 0.9
export const serverLimitMs = (timeLimitMs: Millis): Millis =>
  Math.max(1, Math.floor(timeLimitMs * SERVER_SHARE))

export type Connection = {
  readonly client: pg.Client
  /** At once, whatever is under way. */
  readonly stop: () => void
  /** Leaves nothing open. */
  readonly close: () => Promise<void>
}

/**
 * A connection of its own, so that nothing lies idle in a database whose connections are counted; still to be
 * connected. Values stay the text that Postgres sends. It is stopped when `signal` aborts.
 */
export function connectionTo(
  url: string,
  { name, timeLimitMs }: { readonly name: string; readonly timeLimitMs: Millis },
  signal: AbortSignal,
): Connection {
  const client = new pg.Client({
    connectionString: url,
    application_name: name,
    connectionTimeoutMillis: timeLimitMs,
    types: { getTypeParser: () => (text: unknown) => text },
  })
  // It is said by the query that fails.
  client.on('error', () => undefined)
  const stop = () => client.connection.stream.destroy()
  signal.addEventListener('abort', stop)
  const close = async () => {
    signal.removeEventListener('abort', stop)
    await client.end().catch(() => undefined)
    stop()
  }
  return { client, stop, close }
}
