import type { Instant } from '../../../core/time/instant.ts'
import { connectClient } from './pool.ts'
import { SessionsNotKept } from './session.ts'

export class DatabaseNotReached extends Error {
  override readonly name = 'DatabaseNotReached'
}

/**
 * What time the database has: the one clock that all replicas share. Nothing else ever asks it. Throws
 * `DatabaseNotReached`, or `SessionsNotKept`.
 */
export async function databaseTime(url: string): Promise<Instant> {
  const client = await connectClient(url).catch((cause: unknown) => {
    if (cause instanceof SessionsNotKept) throw cause
    throw new DatabaseNotReached(`the database cannot be reached: ${wordsOf(cause)}`, { cause })
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

/** Several addresses of one name fail as one error without words of its own. */
const wordsOf = (cause: unknown): string =>
  cause instanceof AggregateError
    ? cause.errors.map(wordsOf).join('; ')
    : cause instanceof Error
      ? cause.message
      : String(cause)
