/** Postgres as an operator has it: Debian's, with its client beside it, and every file where a page can name it. */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import process from 'node:process'
import type pg from 'pg'
import { accountFor } from '../../demo/estates/progressive-canary/services/database/account.ts'
import { postgresPart } from '../../demo/estates/progressive-canary/services/database/postgres-part.ts'
import { run } from '../../demo/parts/run-program.ts'
import { freePorts } from '../../demo/process/free-ports.ts'
import { withClient } from '../../src/adapters/postgres/database/client.testing.ts'
import { eventually } from '../../src/adapters/postgres/hosts/real-postgres.testing.ts'

const PASSWORD = 'made-for-this-alone'
const LIMIT_MS = 60_000

export type DebianPostgres = {
  readonly port: number
  /** Where lines of a page are typed. */
  readonly dir: string
  /** Of the administrator, without a database. */
  readonly url: string
  /** Where its files are; `start` reads whatever is there. */
  readonly data: string
  readonly start: () => Promise<void>
  readonly stop: () => Promise<void>
  readonly admin: <T>(ask: (client: pg.Client) => Promise<T>, database?: string) => Promise<T>
  /** Lines of a page at a shell of the administrator's, who has libpq's variables set. Throws where one fails. */
  readonly type: (lines: readonly string[], env?: Readonly<Record<string, string>>) => Promise<string>
}

/** Made anew in `dir`, with these lines of postgresql.conf; `postgresPart` says whether it can be had. */
export async function debianPostgres(dir: string, conf: readonly string[] = []): Promise<DebianPostgres> {
  const part = await postgresPart()
  const account = await accountFor(part.bin)
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  const data = join(account.home(dir), 'data')
  const [port = 0] = await freePorts(1)
  const env = { ...part.env, LC_ALL: 'C', TZ: 'UTC' }
  const [initdb, made] = account.as(join(part.bin, 'initdb'), [
    ...['-D', data, '-U', 'postgres', '--auth=trust', '--encoding=UTF8', '--locale=C', '--no-sync'],
  ])
  const { code, said } = await run(initdb, made, { env, cwd: '/', limitMs: LIMIT_MS })
  if (code !== 0) throw new Error(`initdb ended with ${code}: ${said}`)
  const settings = [
    `port = ${port}`,
    `listen_addresses = '127.0.0.1'`,
    `unix_socket_directories = ''`,
    'shared_buffers = 32MB',
    'jit = off',
    `timezone = 'UTC'`,
    ...conf,
  ]
  writeFileSync(join(data, 'postgresql.conf'), `${settings.join('\n')}\n`)

  let child: ChildProcess | null = null
  const url = `postgres://postgres@127.0.0.1:${port}`
  const admin: DebianPostgres['admin'] = (ask, database = 'postgres') => withClient(`${url}/${database}`, ask)
  const log = join(dir, 'postgres.log')
  // However the story ends: a Postgres outlives the process that started it.
  process.once('exit', () => child?.kill('SIGQUIT'))
  return {
    ...{ port, dir, url, data, admin },
    async start() {
      const out = openSync(log, 'a', 0o600)
      const [program, args] = account.as(join(part.bin, 'postgres'), ['-D', data])
      const own = spawn(program, args, {
        stdio: ['ignore', out, out],
        cwd: '/',
        env: { ...process.env, ...env },
      })
      closeSync(out)
      child = own
      await eventually('Postgres takes writes', async () => {
        if (own.exitCode !== null) throw new Error(`Postgres ended: ${readFileSync(log, 'utf8').slice(-900)}`)
        return admin((client) => client.query('SELECT pg_is_in_recovery() AS standby')).then(
          ({ rows }) => rows[0].standby === false,
          () => false,
        )
      })
    },
    async stop() {
      const ending = child
      child = null
      if (ending === null || ending.exitCode !== null) return
      const ended = new Promise((resolve) => ending.once('exit', resolve))
      ending.kill('SIGINT')
      await ended
    },
    type: (lines, more = {}) =>
      new Promise((resolve, reject) => {
        const shell = {
          ...env,
          PATH: [part.bin, process.env.PATH].join(delimiter),
          PGHOST: '127.0.0.1',
          PGPORT: String(port),
          PGUSER: 'postgres',
          ...more,
        }
        execFile(
          'sh',
          ['-e', '-c', lines.join('\n')],
          { cwd: dir, env: shell, timeout: LIMIT_MS },
          (error, out, err) =>
            error === null ? resolve(out) : reject(new Error(`${lines.join('\n')}\n${err}${out}`)),
        )
      }),
  }
}

/** A role and a database of the server's own, by docs/how-to/production.md; answers what reaches it. */
export async function ownDatabase({ admin, port }: DebianPostgres, dir: string) {
  await admin(async (client) => {
    await client.query(`CREATE ROLE cutwater LOGIN CREATEROLE PASSWORD '${PASSWORD}'`)
    await client.query('CREATE DATABASE cutwater OWNER cutwater')
  })
  const file = join(dir, 'database-password')
  writeFileSync(file, `${PASSWORD}\n`, { mode: 0o600 })
  return {
    DATABASE_URL: `postgres://cutwater@127.0.0.1:${port}/cutwater`,
    DATABASE_PASSWORD_FILE: file,
  }
}
