import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { type Client, DatabaseError } from 'pg'
import { ownerRemedy } from '../../../core/database/rights.ts'
import type { DatabaseAt } from '../hosts/hosts.ts'
import { DatabaseNotReached } from './database-time.ts'
import { isForbidden, isOutage, isWriteRefused } from './failure.ts'
import { DatabaseNotUsable, RESTORE_WHOLE } from './not-usable.ts'
import { connectClient, SCHEMA } from './pool.ts'
import { refuseHalf } from './refuse-half.ts'
import { ensureRole } from './role.ts'

export type Migrated = {
  readonly version: number
  /** The role the application has to take; null when the user of the URL may not make one. */
  readonly role: string | null
  readonly warnings: readonly string[]
}

/**
 * Brings the database to this version, only ever forward, in one transaction: whatever breaks it off leaves the version
 * that was there, which its own cutwater still opens. Replicas that start together take turns. Throws
 * `DatabaseNotUsable` for a database of a newer version, for one whose earlier migrations were not these, and for a
 * part of one; `DatabaseNotReached` where nothing can be written.
 */
export async function migrate(url: DatabaseAt, now: number): Promise<Migrated> {
  const client = await connectClient(url)
  try {
    await client.query('SELECT pg_advisory_lock($1)', [LOCK])
    const known = await knownMigrations()
    await asOne(client, () => applyMissing(client, known, now))
    const role = await ensureRole(client)
    return { version: known.length, ...role }
  } catch (error) {
    if (!isOutage(error)) throw error
    const what = isWriteRefused(error)
      ? 'the database takes nothing that is written'
      : 'the database was lost before it was of this version, and is as it was'
    throw new DatabaseNotReached(`${what}: ${wordsOf(error)}`, { cause: error })
  } finally {
    // Ends the session, and with it the lock.
    await client.end()
  }
}

/** Changes nothing: for who only reads. Throws `DatabaseNotUsable` for a database that is not of this version. */
export async function needMigrated(url: DatabaseAt): Promise<void> {
  const client = await connectClient(url)
  try {
    const known = await knownMigrations()
    const { rows } = await client.query<Omit<Migration, 'sql'>>('SELECT * FROM migration ORDER BY version')
    refuseForeign(rows, known)
    if (rows.length < known.length)
      throw new DatabaseNotUsable(
        `the database is of version ${rows.length}, this cutwater reads version ${known.length}`,
        'Use the cutwater of its servers.',
      )
  } catch (error) {
    if ((error as { readonly code?: unknown }).code !== UNDEFINED_TABLE) throw error
    throw new DatabaseNotUsable('there is no journal in this database', 'Name the one of the servers.', {
      cause: error,
    })
  } finally {
    await client.end()
  }
}

const UNDEFINED_TABLE = '42P01'

/** "cutwater" in a number: any constant will do, as long as nobody else in the database uses it. */
const LOCK = 7_728_837_291_840

export type Migration = {
  readonly version: number
  readonly name: string
  readonly sql: string
  readonly checksum: string
}

/** In their order. */
export async function knownMigrations(): Promise<Migration[]> {
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

async function asOne(client: Client, act: () => Promise<void>): Promise<void> {
  await client.query('BEGIN')
  try {
    await act()
    await client.query('COMMIT')
  } catch (error) {
    // Of a session that is over the database undoes it by itself.
    await client.query('ROLLBACK').catch(() => undefined)
    throw error
  }
}

async function applyMissing(client: Client, known: readonly Migration[], now: number): Promise<void> {
  await makeSchema(client)
  await client.query(`CREATE TABLE IF NOT EXISTS migration (
    version int PRIMARY KEY, name text NOT NULL, checksum text NOT NULL, applied_at bigint NOT NULL)`)
  const { rows } = await client.query<Omit<Migration, 'sql'>>('SELECT * FROM migration ORDER BY version')
  refuseForeign(rows, known)
  for (const migration of known.slice(rows.length)) await apply(client, migration, rows.length, now)
  await refuseHalf(client)
}

async function makeSchema(client: Client): Promise<void> {
  try {
    await client.query(`CREATE SCHEMA IF NOT EXISTS ${SCHEMA}`)
  } catch (cause) {
    if (!isForbidden(cause)) throw cause
    const { user = '', database = '' } = client
    throw new DatabaseNotUsable(
      `${user} may not make the schema ${SCHEMA} in the database ${database}`,
      ownerRemedy(user, database),
      { cause },
    )
  }
}

function refuseForeign(applied: readonly Omit<Migration, 'sql'>[], known: readonly Migration[]): void {
  const newest = applied.at(-1)?.version ?? 0
  if (newest > known.length)
    throw new DatabaseNotUsable(
      `the database is of version ${newest}, this cutwater knows versions up to ${known.length}: start a newer cutwater`,
      OTHER_VERSION,
    )
  if (newest !== applied.length)
    throw new DatabaseNotUsable(
      `this is a part of a database: of its ${newest} migrations only ${applied.length} are on record`,
      RESTORE_WHOLE,
    )
  for (const [index, { name, checksum }] of applied.entries())
    if (known[index]?.checksum !== checksum)
      throw new DatabaseNotUsable(
        `migration ${name} of this database is not the one that this cutwater knows`,
        OTHER_VERSION,
      )
}

const OTHER_VERSION = 'Run the version of Cutwater that belongs to it.'

async function apply(
  client: Client,
  { version, name, sql, checksum }: Migration,
  before: number,
  now: number,
): Promise<void> {
  try {
    await client.query(sql)
    await client.query('INSERT INTO migration VALUES ($1, $2, $3, $4)', [version, name, checksum, now])
  } catch (error) {
    if (isOutage(error)) throw error
    const failed = `migration ${name} failed, and the database stays at version ${before}: ${wordsOf(error)}`
    throw new DatabaseNotUsable(failed, fitsNot(error) ? IF_HALF : VERSION_BEFORE, { cause: error })
  }
}

/** What it is to change is not there, what it is to make is there, or rows contradict it. */
const fitsNot = (error: unknown): boolean =>
  error instanceof DatabaseError && error.code !== '42501' && /^(23|42)/.test(error.code ?? '')

const VERSION_BEFORE = 'The version before still opens it.'
const IF_HALF = `If it was restored, only a part of it was. ${RESTORE_WHOLE} Else: ${VERSION_BEFORE}`

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
