import type pg from 'pg'
import type { Instant, Millis } from '../../core/time/instant.ts'
import type { Clock } from '../../ports/clock.ts'
import { SourceFault, slow } from '../../ports/source-fault.ts'
import { connectionTo, isPostgresUrl, serverLimitMs } from './connection.ts'
import { faultOf } from './postgres-fault.ts'
import { WRITES } from './role.ts'
import type { Selected } from './rows.ts'
import type { Statement } from './statement.ts'

export type SessionOptions = {
  /** Holds a password; never said. */
  readonly url: string
  readonly timeLimitMs: Millis
  /** How far its clock may be from ours. */
  readonly toleranceMs: Millis
  readonly clock: Pick<Clock, 'now'>
}

/** One answer is some numbers; this is a text that somebody selected by mistake. */
const BYTES_MAX = 256 * 1024

/**
 * One SELECT in a transaction of its own that may only read, on a connection of its own, so that nothing lies idle in a
 * database whose connections are counted. Postgres itself cancels what takes too long, and gives no more rows than are
 * asked for. `isKnown`: the role was found to be one that can only read. Throws `SourceFault`.
 */
export async function select(
  options: SessionOptions,
  statement: Statement,
  isKnown: boolean,
  signal: AbortSignal,
): Promise<Selected> {
  const { url, timeLimitMs } = options
  if (!isPostgresUrl(url))
    throw new SourceFault(
      'wrong',
      'is not asked: its secret is no URL such as postgres://user:password@host/database',
    )
  const { client, stop, close } = connectionTo(url, { name: 'cutwater signals', timeLimitMs }, signal)
  let isTooLarge = false
  try {
    await client.connect()
    let bytes = 0
    client.connection.stream.on('data', ({ length }: Buffer) => {
      bytes += length
      isTooLarge ||= bytes > BYTES_MAX
      if (isTooLarge) stop()
    })
    await begin(client, options)
    if (!isKnown) await refuseWriter(client)
    const { text, values } = statement
    const query = { text, values: [...values], rowMode: 'array' as const, queryMode: 'extended' as const }
    const { fields, rows } = await client.query<(string | null)[]>(query)
    return { fields: fields.map(({ name, dataTypeID: type }) => ({ name, type })), rows }
  } catch (error) {
    if (isTooLarge) throw new SourceFault('wrong', `gives an answer above ${BYTES_MAX / 1024} KiB`)
    throw signal.aborted ? slow(timeLimitMs) : faultOf(error, timeLimitMs)
  } finally {
    await close()
  }
}

async function begin(client: pg.Client, { timeLimitMs, toleranceMs, clock }: SessionOptions): Promise<void> {
  const limitMs = serverLimitMs(timeLimitMs)
  const asked = clock.now()
  const answers = (await client.query(`begin transaction read only;
    set local statement_timeout = ${limitMs};
    set local lock_timeout = ${limitMs};
    set local idle_in_transaction_session_timeout = ${timeLimitMs};
    select (extract(epoch from clock_timestamp()) * 1000)::bigint as now`)) as unknown as readonly pg.QueryResult[]
  const now: Instant = Number(answers.at(-1)?.rows[0]?.now)
  const [ahead, behind] = [now - clock.now(), asked - now]
  const skewMs = Math.max(ahead, behind)
  if (skewMs <= toleranceMs) return
  throw new SourceFault(
    'away',
    `has a clock that is ${Math.round(skewMs / 1000)} s ${ahead > behind ? 'ahead of' : 'behind'} ours: set both by NTP`,
  )
}

async function refuseWriter(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ what: string }>(WRITES)
  const what = rows[0]?.what
  if (what !== undefined)
    throw new SourceFault(
      'access',
      `is not asked, because its role could write: ${what}; give it one that may only read`,
    )
}
