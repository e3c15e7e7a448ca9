/**
 * Makes a backup of the shop's database and proves it: `backup.ts --dir DIR [--into FILE]`, or SHOP_DIR for `--dir`.
 * The backup is restored into a database of its own, whose rows are counted against those of the shop, and which is
 * dropped again. Prints one line of JSON; a backup that cannot be proven is an error, and is removed.
 */
import { randomBytes } from 'node:crypto'
import { mkdirSync, rmSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { run } from '../../../../parts/run-program.ts'
import { report } from '../../../../process/outputs.ts'
import { runMain } from '../../../../process/run-main.ts'
import { type Database, readDatabase } from '../state.ts'

const LIMIT_MS = 120_000
const TABLES = ['users', 'tokens', 'products', 'orders', 'payments', 'refunds'] as const
type Counts = Readonly<Record<(typeof TABLES)[number], number>>

await runMain(async () => {
  const { values } = parseArgs({ options: { dir: { type: 'string' }, into: { type: 'string' } } })
  const dir = values.dir ?? process.env.SHOP_DIR
  if (!dir) throw new Error('--dir DIR is missing: the directory of the shop')
  const database = readDatabase(dir)
  if ('missing' in database.backups) throw new Error(database.backups.missing)
  const file = values.into ?? join(dir, 'data', 'backups', `shop-${Date.now()}.dump`)
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const began = performance.now()
  try {
    const before = await counts(database.url)
    await tool(database, 'pg_dump', ['--format=custom', '--compress=1', '--no-owner', `--file=${file}`])
    const after = await counts(database.url)
    const restored = await restoredCounts(database, file)
    mustLieBetween(before, restored, after)
    const { size } = statSync(file)
    const rows = Object.values(restored).reduce((sum, n) => sum + n, 0)
    const seconds = Math.round((performance.now() - began) / 100) / 10
    report(JSON.stringify({ verified: true, file, bytes: size, rows, seconds, ...restored }), {
      file,
      rows,
      bytes: size,
    })
  } catch (cause) {
    rmSync(file, { force: true })
    throw new Error('the backup of the database is not proven', { cause })
  }
})

/** Into a database beside the shop's own; a dump that is cut off fails here, and not when it is listed. */
async function restoredCounts(database: Database, file: string): Promise<Counts> {
  const name = `proof_${randomBytes(6).toString('hex')}`
  const proof = new URL(database.url)
  proof.pathname = `/${name}`
  await ask(database.url, `create database ${name}`)
  try {
    await tool(database, 'pg_restore', ['--exit-on-error', '--no-owner', '--no-privileges', file], name)
    return await counts(proof.href)
  } finally {
    await ask(database.url, `drop database ${name} with (force)`)
  }
}

/** Users go on meanwhile, and a dump is of one moment; of no table are rows ever lost but of tokens. */
function mustLieBetween(before: Counts, restored: Counts, after: Counts): void {
  for (const table of TABLES) {
    const [least, most] = [Math.min(before[table], after[table]), Math.max(before[table], after[table])]
    const spread = table === 'tokens' ? 50 : 0
    if (restored[table] < least - spread || restored[table] > most + spread)
      throw new Error(`of ${least} to ${most} rows of ${table}, ${restored[table]} came back`)
  }
}

async function counts(url: string): Promise<Counts> {
  const parts = TABLES.map((table) => `(select count(*)::int from ${table}) as ${table}`)
  const [row] = await ask<Counts>(url, `select ${parts.join(', ')}`)
  if (row === undefined) throw new Error('the database counts nothing')
  return row
}

async function ask<Row extends pg.QueryResultRow>(url: string, text: string): Promise<Row[]> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 5_000,
    query_timeout: LIMIT_MS,
  })
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query<Row>(text)).rows
  } finally {
    await client.end()
  }
}

/** The password goes by the environment: arguments are seen by everybody on the machine. */
async function tool(database: Database, name: string, args: readonly string[], into?: string) {
  const { backups } = database
  if ('missing' in backups) throw new Error(backups.missing)
  const { hostname, port, username, password, pathname } = new URL(database.url)
  const target = [`--host=${hostname}`, `--port=${port}`, `--username=${username}`]
  const db = `--dbname=${into ?? pathname.slice(1)}`
  const env = { ...backups.env, PGPASSWORD: password, PGCONNECT_TIMEOUT: '5' }
  const ran = await run(join(backups.bin, name), [...target, db, ...args], { env, limitMs: LIMIT_MS })
  if (ran.code !== 0) throw new Error(`${name} failed: ${ran.said}`)
}
