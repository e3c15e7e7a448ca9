import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type pg from 'pg'
import { withClient } from '../../src/adapters/postgres/database/client.testing.ts'
import type { Stage } from './stage.testing.ts'

/** Straight to the built-in database of the server that runs, as its owner: what nobody ought to do. */
export function asOwner<T>(
  { dataDir }: Pick<Stage, 'dataDir'>,
  act: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const read = (...path: readonly string[]) => readFileSync(join(dataDir, 'postgres', ...path), 'utf8').trim()
  const [, , , port] = read('data', 'postmaster.pid').split('\n')
  const there = `postgres://cutwater:${read('password')}@127.0.0.1:${port}/postgres`
  return withClient(`${there}?options=-csearch_path%3Dcutwater`, act)
}

/**
 * Tampers with journal and checkpoints behind the triggers' back, lets somebody look, and puts everything back as it
 * was. Nothing may append to `stream` meanwhile.
 */
export async function tampered(
  client: pg.Client,
  stream: string,
  tamper: () => Promise<unknown>,
  look: () => Promise<void>,
): Promise<void> {
  const unguarded = async (act: () => Promise<unknown>) => {
    await client.query('BEGIN; SET LOCAL session_replication_role = replica')
    await act()
    await client.query('COMMIT')
  }
  await client.query('DROP TABLE IF EXISTS pg_temp.entries, pg_temp.pins')
  await client.query({ text: 'CREATE TEMP TABLE entries AS SELECT * FROM journal' })
  await client.query('CREATE TEMP TABLE pins AS SELECT * FROM checkpoint')
  await unguarded(tamper)
  try {
    await look()
  } finally {
    await unguarded(async () => {
      await client.query('DELETE FROM journal WHERE stream = $1', [stream])
      await client.query(
        'INSERT INTO journal OVERRIDING SYSTEM VALUE SELECT * FROM entries WHERE stream = $1',
        [stream],
      )
      await client.query('DELETE FROM checkpoint WHERE n IN (SELECT n FROM pins)')
      await client.query('INSERT INTO checkpoint SELECT * FROM pins')
    })
  }
}
