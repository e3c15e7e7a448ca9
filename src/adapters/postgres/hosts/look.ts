import pg from 'pg'
import type { Role, Timeline } from '../../../core/database/choose-host.ts'

/** What the host at the other end is to the database. Each question has a time limit. */
export async function lookAt(client: pg.ClientBase, limitMs: number): Promise<Exclude<Role, { is: 'away' }>> {
  const ask = async <Row extends pg.QueryResultRow>(text: string) => {
    // The driver's own limit of one question, which its types do not know.
    const question = { text, query_timeout: limitMs }
    return (await client.query<Row>(question)).rows[0]
  }
  const state = await ask<{ standby: boolean; read_only: string }>(
    `SELECT pg_is_in_recovery() AS standby, current_setting('transaction_read_only') AS read_only`,
  )
  if (state === undefined || state.standby) return { is: 'standby' }
  return { is: 'primary', takesWrites: state.read_only === 'off', timeline: await timelineOf(ask) }
}

type Ask = <Row extends pg.QueryResultRow>(text: string) => Promise<Row | undefined>

/**
 * The number stands first in the names of files of its log, in hexadecimal. What only speaks like Postgres cannot say
 * it.
 */
async function timelineOf(ask: Ask): Promise<Timeline | null> {
  try {
    const row = await ask<{ system: string; file: string }>(
      `SELECT system_identifier::text AS system, pg_walfile_name(pg_current_wal_insert_lsn()) AS file
       FROM pg_control_system()`,
    )
    const number = Number.parseInt(row?.file.slice(0, 8) ?? '', 16)
    return row === undefined || Number.isNaN(number) ? null : { system: row.system, number }
  } catch (error) {
    if (error instanceof pg.DatabaseError) return null
    throw error
  }
}
