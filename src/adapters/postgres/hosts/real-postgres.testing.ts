/** Postgres servers of a test, with settings of its own, and a standby that follows one of them. */
import { type ChildProcess, execFileSync } from 'node:child_process'
import {
  appendFileSync,
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { freePorts } from '../../../../demo/process/free-ports.ts'
import { withClient } from '../database/client.testing.ts'
import { binariesFor } from '../embedded/binaries.ts'
import { clusterIn } from '../embedded/cluster.ts'
import { chooseLaunch, type Launch } from '../embedded/launch.ts'

export type Settings = Readonly<Record<string, string | number>>

export type RealPostgres = {
  readonly port: number
  readonly user: string
  readonly password: string
  /** Where its files are. */
  readonly data: string
  /** Of this one alone; the password stands in it. */
  readonly url: string
  readonly log: () => string
  readonly admin: <T>(ask: (client: pg.Client) => Promise<T>) => Promise<T>
  /** SIGKILL of its postmaster, as in a power cut. */
  readonly kill: () => Promise<void>
  readonly start: () => Promise<void>
  readonly stop: () => Promise<void>
  /** Makes a file that Postgres is to read, readable for it alone. */
  readonly hand: (file: string) => Promise<void>
}

const SMALL: Settings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: 60,
  shared_buffers: '32MB',
  max_wal_size: '256MB',
  wal_level: 'replica',
  max_wal_senders: 4,
  max_worker_processes: 2,
  max_parallel_workers: 0,
  io_method: 'sync',
  jit: 'off',
  huge_pages: 'off',
  timezone: 'UTC',
}
const NAME = 'db-2'
/** As docs/how-to/production.md has it. */
const WAITS_FOR = `ANY 1 ("db-2", "db-3")`

/** Made anew in `dir`, and started. */
export async function realPostgres(dir: string, settings: Settings = {}): Promise<RealPostgres> {
  const at = directory(dir)
  const launch = await chooseLaunch(await binariesFor(process.platform, process.arch), at)
  const { data, urlAt } = await clusterIn(at, launch)
  return served({ at, data, launch, urlAt, settings })
}

/**
 * One that follows `primary`, made from a copy of its files as the documentation of Postgres has it, and started. From
 * then on the primary waits for it with each commit.
 */
export async function standbyOf(
  primary: RealPostgres,
  dir: string,
  settings: Settings = {},
): Promise<RealPostgres> {
  const at = directory(dir)
  const data = join(at, 'data')
  const launch = await chooseLaunch(await binariesFor(process.platform, process.arch), at)
  const label = await primary.admin(async (client) => {
    await client.query(`SELECT pg_backup_start('standby', true)`)
    execFileSync('cp', ['-a', primary.data, data])
    return (await client.query<{ labelfile: string }>('SELECT labelfile FROM pg_backup_stop(false)')).rows[0]
  })
  rmSync(join(data, 'postmaster.pid'))
  const way = `host=127.0.0.1 port=${primary.port} user=${primary.user} password=${primary.password} application_name=${NAME}`
  writeFileSync(join(data, 'backup_label'), label?.labelfile ?? '')
  writeFileSync(join(data, 'standby.signal'), '')
  appendFileSync(join(data, 'postgresql.auto.conf'), `primary_conninfo = '${way}'\n`)
  for (const made of ['backup_label', 'standby.signal']) await launch.hand(join(data, made))
  const urlAt = (port: number) => {
    const url = new URL(primary.url)
    url.port = String(port)
    return url.href
  }
  const standby = await served({ at, data, launch, urlAt, settings })
  await primary.admin(async (client) => {
    await client.query(`ALTER SYSTEM SET synchronous_standby_names = '${WAITS_FOR}'`)
    await client.query('SELECT pg_reload_conf()')
    await eventually('the standby follows', async () => {
      const { rows } = await client.query(`SELECT 1 FROM pg_stat_replication WHERE sync_state = 'quorum'`)
      return rows.length === 1
    })
  })
  return standby
}

/** Makes a primary of a standby, on a timeline of its own. */
export const promote = (standby: RealPostgres): Promise<void> =>
  standby.admin(async (client) => {
    const { rows } = await client.query<{ done: boolean }>('SELECT pg_promote(true, 30) AS done')
    if (rows[0]?.done !== true) throw new Error('the standby was not promoted')
  })

type Parts = {
  readonly at: string
  readonly data: string
  readonly launch: Launch
  readonly urlAt: (port: number) => string
  readonly settings: Settings
}

async function served({ at, data, launch, urlAt, settings }: Parts): Promise<RealPostgres> {
  const [port = 0] = await freePorts(1)
  const url = urlAt(port)
  const log = join(at, 'postgres.log')
  let child: ChildProcess | null = null
  const admin = <T>(ask: (client: pg.Client) => Promise<T>) => withClient(url, ask)
  const end = async (signal: NodeJS.Signals) => {
    const ending = child
    child = null
    if (ending === null || ending.exitCode !== null || ending.signalCode !== null) return
    const ended = new Promise((resolve) => ending.once('exit', resolve))
    ending.ref()
    ending.kill(signal)
    await ended
  }
  const start = async () => {
    const out = openSync(log, 'a', 0o600)
    const args = Object.entries({ ...SMALL, ...settings, port }).flatMap(([name, value]) => [
      ...['-c', `${name}=${value}`],
    ])
    child = launch.start('postgres', ['-D', data, ...args], ['ignore', out, out])
    closeSync(out)
    child.unref()
    const own = child
    await eventually(`Postgres answers (${log})`, async () => {
      if (own.exitCode !== null) throw new Error(`Postgres ended: ${readFileSync(log, 'utf8').slice(-600)}`)
      return admin((client) => client.query('SELECT 1')).then(
        () => true,
        () => false,
      )
    })
  }
  // However the test ends: a Postgres outlives the process that started it.
  process.once('exit', () => child?.kill('SIGQUIT'))
  await start()
  return {
    ...{ port, data, url, admin, start },
    user: new URL(url).username,
    password: new URL(url).password,
    log: () => readFileSync(log, 'utf8'),
    kill: () => end('SIGKILL'),
    stop: () => end('SIGINT'),
    hand: (file) => launch.hand(file),
  }
}

function directory(dir: string): string {
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  return realpathSync(dir)
}

const WITHIN_MS = 30_000

/** Until it is so. */
export async function eventually(what: string, look: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + WITHIN_MS
  while (!(await look())) {
    if (performance.now() > end) throw new Error(`${what}: not within ${WITHIN_MS / 1_000} s`)
    await sleep(50)
  }
}
