import type { Instant } from '../../core/time/instant.ts'
import { openClient } from './pool.ts'

/** What time the database has: the one clock that all replicas share. Nothing else ever asks it. */
export async function databaseTime(url: string): Promise<Instant> {
  const client = openClient(url)
  // A broken connection also fails the query that is under way; without a listener it would end the process.
  client.on('error', () => undefined)
  await client.connect()
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
