import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import type { Client } from 'pg'
import { ownerRemedy } from '../../../core/database/rights.ts'
import type { DatabaseAt } from '../hosts/hosts.ts'
import { DatabaseNotReached } from './database-time.ts'
import { isForbidden, isWriteRefused } from './failure.ts'
import { connectClient, SCHEMA } from './pool.ts'
import { ensureRole } from './role.ts'

export class DatabaseNotUsable extends Error {
  override readonly name = 'DatabaseNotUsable'
  /** Empty where nothing better is known than to run the version that belongs to it. */
  readonly remedy: string

  constructor(sentence: string, { remedy = '', cause }: { remedy?: string; cause?: unknown } = {}) {
    super(sentence, { cause })
    this.remedy = remedy
  }
}

export type Migrated = {
  readonly version: number
  /** The role the application has to take; null when the user of the URL may not make one. */
  readonly role: string | null
  readonly warnings: readonly string[]
}

/**
 * Brings the database to this version, only ever forward; replicas that start together take turns. Throws
 * `DatabaseNotUsable` for a database of a newer version, or one whose earlier migrations were not these.
 */
export async function migrate(url: DatabaseAt, now: number): Promise<Migrated> {
  const client = await connectClient(url)
  try {
    await client.query('SELECT pg_advisory_lock($1)', [LOCK])
    const known = await knownMigrations()
    await applyMissing(client, known, now)
    const role = await ensureRole(client)
    return { version: known.length, ...role }
  } catch (error) {
    if (!isWriteRefused(error)) throw error
    throw new DatabaseNotReached(
      `the database takes nothing that is written: ${error instanceof Error ? error.message : error}`,
      { cause: error },
    )
  } finally {
    // Ends the session, and with it the lock.
    await client.end()
  }
}

/** "cutwater" in a number: any constant will do, as long as nobody else in the database uses it. */
const LOCK = 7_728_837_291_840

type Migration = {
  readonly version: number
  readonly name: string
  readonly sql: string
  readonly checksum: string
}

async function knownMigrations(): Promise<Migration[]> {
  const folder = new URL('./migrations/', import.meta.url)
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort()
  const migrations = names.map(async (name, index) => {
    const version = Number(name.slice(0, 4))
    if (version !== index + 1) throw new Error(`migration ${name} is out of line`)
    const sql = await readFile(new URL(name, folder), 'utf8')
    return { version, name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
  })
  return Promise.all(migrations)
}

async function applyMissing(client: Client, known: readonly Migration[], now: number): Promise<void> {
  await makeSchema(client)
  await client.query(`CREATE TABLE IF NOT EXISTS migration (
    version int PRIMARY KEY, name text NOT NULL, checksum text NOT NULL, applied_at bigint NOT NULL)`)
  const { rows } = await client.query<Omit<Migration, 'sql'>>('SELECT * FROM migration ORDER BY version')
  refuseForeign(rows, known)
  for (const migration of known.slice(rows.length)) await apply(client, migration, now)
}

async function makeSchema(client: Client): Promise<void> {
  try {
    await client.query(`CREATE SCHEMA IF NOT EXISTS ${SCHEMA}`)
  } catch (cause) {
    if (!isForbidden(cause)) throw cause
    const { user = '', database = '' } = client
    throw new DatabaseNotUsable(`${user} may not make the schema ${SCHEMA} in the database ${database}`, {
      remedy: ownerRemedy(user, database),
      cause,
    })
  }
}

function refuseForeign(applied: readonly Omit<Migration, 'sql'>[], known: readonly Migration[]): void {
  const newest = applied.at(-1)?.version ?? 0
  if (newest > known.length)
    throw new DatabaseNotUsable(
      `the database is of version ${newest}, this cutwater knows versions up to ${known.length}: start a newer cutwater`,
    )
  for (const [index, { version, name, checksum }] of applied.entries())
    if (known[index]?.version !== version || known[index]?.checksum !== checksum)
      throw new DatabaseNotUsable(
        `migration ${name} of this database is not the one that this cutwater knows`,
      )
}

async function apply(
  client: Client,
  { version, name, sql, checksum }: Migration,
  now: number,
): Promise<void> {
  await client.query('BEGIN')
  try {
    await client.query(sql)
    await client.query('INSERT INTO migration VALUES ($1, $2, $3, $4)', [version, name, checksum, now])
    await client.query('COMMIT')
  } catch (error) {
    await client.query('ROLLBACK')
    throw new Error(`migration ${name} failed and was undone`, { cause: error })
  }
}
