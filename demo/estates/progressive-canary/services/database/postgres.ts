/** The shop's Postgres: made anew at each start, on loopback, with a password; ended with what started it. */
import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmodSync, closeSync, existsSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { run } from '../../../../parts/run-program.ts'
import { until } from '../../../../process/until.ts'
import { accountFor } from './account.ts'
import type { PostgresPart } from './postgres-part.ts'

export type Postgres = {
  readonly url: string
  /** Starts it on what the directory holds; answers once it takes connections. */
  readonly start: () => Promise<ChildProcess>
  /** For the end of all: what was only for this run goes too. */
  readonly forget: () => void
}

/** Small, and cheap when idle. A killed server loses nothing; only a machine that loses its power does. */
const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '160',
  shared_buffers: '32MB',
  fsync: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_parallel_workers: '0',
  jit: 'off',
  autovacuum_naptime: '5min',
  log_min_messages: 'warning',
  // Known to Postgres without the machine's tables of zones.
  timezone: 'GMT',
  log_timezone: 'GMT',
}
const USER = 'shop'

/** Throws, with initdb's last words, when the database cannot be made. */
export async function postgresIn(part: PostgresPart, dir: string, port: number): Promise<Postgres> {
  const account = await accountFor(part.bin)
  const home = account.home(dir)
  const data = join(home, 'data')
  const password = randomBytes(18).toString('base64url')
  const url = `postgres://${USER}:${password}@127.0.0.1:${port}/postgres`
  const env = { ...part.env, LC_ALL: 'C', TZ: 'GMT' }
  rmSync(data, { recursive: true, force: true })
  const passwordFile = join(home, 'password')
  writeFileSync(passwordFile, password, { mode: 0o600 })
  // For a moment, in a folder that only this account and ours can enter.
  if (home !== dir) chmodSync(passwordFile, 0o644)
  const how = [
    '--auth=scram-sha-256',
    `--pwfile=${passwordFile}`,
    '--encoding=UTF8',
    '--locale=C',
    '--no-sync',
  ]
  const [initdb, initdbArgs] = account.as(join(part.bin, 'initdb'), ['-D', data, '-U', USER, ...how])
  const made = await run(initdb, initdbArgs, { env, cwd: '/', limitMs: 60_000 })
  rmSync(passwordFile, { force: true })
  if (made.code !== 0) throw new Error(`the database of the shop could not be made: ${made.said}`)
  const settings = Object.entries({ ...SETTINGS, port }).flatMap(([name, value]) => [
    '-c',
    `${name}=${value}`,
  ])
  const [program, args] = account.as(join(part.bin, 'postgres'), ['-D', data, ...settings])
  const logFile = join(dir, 'postgres.log')
  return {
    url,
    start: async () => {
      const log = openSync(logFile, 'a', 0o600)
      const child = spawn(program, args, {
        stdio: ['ignore', log, log],
        cwd: '/',
        env: { ...process.env, ...env },
      })
      closeSync(log)
      await until('Postgres takes connections', 30_000, () => {
        if (child.exitCode !== null || child.signalCode !== null)
          throw new Error(`Postgres ended at once: ${lastLine(logFile)}`)
        return takesConnections(url)
      })
      return child
    },
    forget: () => {
      if (home !== dir) rmSync(home, { recursive: true, force: true })
    },
  }
}

async function takesConnections(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 1_000 })
  client.on('error', () => {})
  try {
    await client.connect()
    return true
  } catch {
    return false
  } finally {
    await client.end().catch(() => {})
  }
}

const lastLine = (file: string): string =>
  (existsSync(file) ? readFileSync(file, 'utf8') : '').trim().split('\n').at(-1) || 'it said nothing'
