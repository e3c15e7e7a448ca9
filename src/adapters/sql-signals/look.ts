import type pg from 'pg'
import type { Millis } from '../../core/time/instant.ts'
import type { SqlCheck, SqlSeen } from '../../core/validation/kinds/sql.ts'
import type { Look } from '../../ports/look.ts'
import type { Secrets } from '../../ports/secrets.ts'
import { slow } from '../../ports/source-fault.ts'
import { connectionTo, isPostgresUrl, serverLimitMs } from './connection.ts'
import { faultOf } from './postgres-fault.ts'

/** Of one SELECT. The second row only says that there is more than one. */
const ROWS_MOST = 2

/** Asks a Postgres on a connection of its own; what is to be read may only read. */
export function sqlLook(secrets: Secrets): Look<'sql'> {
  return async (check, { timeLimitMs, signal }): Promise<SqlSeen> => {
    const url = secrets.get(check.url.replace(/^secret:/, ''))
    if (!isPostgresUrl(url))
      throw new Error(`${check.url} is no URL such as postgres://user:password@host/database`)
    const { client, close } = connectionTo(url, { name: 'cutwater check', timeLimitMs }, signal)
    const from = performance.now()
    try {
      await client.connect()
      const found = await ask(client, check, timeLimitMs)
      return { ...found, ms: performance.now() - from }
    } catch (error) {
      const { kind, message } = signal.aborted ? slow(timeLimitMs) : faultOf(error, timeLimitMs)
      return kind === 'wrong' ? { unable: secrets.redact(message) } : { refused: secrets.redact(message) }
    } finally {
      await close()
    }
  }
}

async function ask(
  client: pg.Client,
  { query, write }: SqlCheck,
  timeLimitMs: Millis,
): Promise<Omit<Extract<SqlSeen, { ms: Millis }>, 'ms'>> {
  await client.query(`set statement_timeout = ${serverLimitMs(timeLimitMs)}`)
  if (query === null) {
    await client.query('select 1')
    return { row: null, rows: 0 }
  }
  if (write === null) return select(client, query)
  await client.query(write.text)
  try {
    return await select(client, query)
  } finally {
    await client.query(write.cleanUp)
  }
}

async function select(client: pg.Client, query: string): Promise<{ row: Row | null; rows: number }> {
  await client.query('begin transaction read only')
  await client.query(`declare looked no scroll cursor for ${query}`)
  const { rows } = await client.query<Row>(`fetch ${ROWS_MOST} from looked`)
  await client.query('rollback')
  return { row: rows[0] ?? null, rows: rows.length }
}

type Row = Readonly<Record<string, string | null>>
