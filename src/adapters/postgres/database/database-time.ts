import { UrlRefused } from '../../../core/database/url-refused.ts'
import type { Instant } from '../../../core/time/instant.ts'
import type { DatabaseAt } from '../hosts/hosts.ts'
import { NotConnected } from '../hosts/not-connected.ts'
import { connectClient } from './pool.ts'
import { SessionsNotKept } from './session.ts'

export class DatabaseNotReached extends Error {
  override readonly name = 'DatabaseNotReached'
  /** Empty where nothing better is known than to look whether it runs. */
  readonly remedy: string

  constructor(sentence: string, { cause }: { readonly cause: unknown }) {
    super(sentence, { cause })
    this.remedy = cause instanceof NotConnected ? cause.remedy : ''
  }
}

/**
 * What time the database has: the one clock that all replicas share. Nothing else ever asks it. Throws
 * `DatabaseNotReached`, `SessionsNotKept` or `UrlRefused`.
 */
export async function databaseTime(url: DatabaseAt): Promise<Instant> {
  const client = await connectClient(url).catch((cause: unknown) => {
    if (cause instanceof SessionsNotKept || cause instanceof UrlRefused) throw cause
    const words = cause instanceof Error ? cause.message : String(cause)
    throw new DatabaseNotReached(`the database cannot be reached: ${words}`, { cause })
  })
  try {
    const { rows } = await client.query<{ now: number }>(
      'SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS now',
    )
    const now = rows[0]?.now
    if (now === undefined) throw new Error('the database did not say what time it is')
    return now
  } finally {
    await client.end()
  }
}
