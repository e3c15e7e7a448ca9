import type pg from 'pg'
import { knownMigrations } from './migrate.ts'
import { SCHEMA } from './pool.ts'

/** Makes the schema of a version, up to the newest, in an empty database, as the cutwater of then did. */
export async function makeVersion(client: pg.Client, upTo = Number.POSITIVE_INFINITY): Promise<void> {
  await client.query(`CREATE SCHEMA ${SCHEMA}; SET search_path = ${SCHEMA}`)
  await client.query(`CREATE TABLE migration (
    version int PRIMARY KEY, name text NOT NULL, checksum text NOT NULL, applied_at bigint NOT NULL)`)
  for (const { version, name, sql, checksum } of (await knownMigrations()).slice(0, upTo)) {
    await client.query(sql)
    await client.query('INSERT INTO migration VALUES ($1, $2, $3, 0)', [version, name, checksum])
  }
}
