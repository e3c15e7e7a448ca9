import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type pg from 'pg'
import { withClient } from '../../src/adapters/postgres/database/client.testing.ts'
import { startEmbedded } from '../../src/adapters/postgres/embedded/embedded.ts'
import { type Served, startServed } from '../../src/cli/commands/demo/served.ts'
import { type Ran, run } from './stage.testing.ts'

/** Must never be seen outside the commands that are given it. */
export const SECRETS = {
  DEPLOY_KEY: 'swordfish-8f3a1c5e',
  WEBHOOK_KEY: 'whsec_c3dvcmRmaXNoLWFuZC1tb3JlLTEyMzQ=',
}

/** A server on a data directory and a binding of its own, without the demo's world: commands and nothing else. */
export type SmallHouse = {
  readonly dir: string
  readonly dataDir: string
  readonly url: () => string
  readonly token: () => string
  readonly log: () => string
  readonly start: () => Promise<void>
  readonly stop: () => Promise<void>
  /** As a power cut would. */
  readonly kill: () => Promise<void>
  /** As a person in `dir` would. */
  readonly cutwater: (...args: readonly string[]) => Promise<Ran>
  /** Of the built-in database of the server that runs. */
  readonly databaseUrl: () => string
  /** Straight to it. */
  readonly database: <T>(ask: (client: pg.Client) => Promise<T>) => Promise<T>
  /** Everything that decides anything, as a fingerprint of each table. */
  readonly rows: () => Promise<Readonly<Record<string, string>>>
  /** To the same database while no server runs. */
  readonly databaseAlone: <T>(ask: (client: pg.Client) => Promise<T>) => Promise<T>
  readonly remove: () => Promise<void>
}

/** `main` is the command line of another installation. */
export function smallHouse(binding: string, main?: string): SmallHouse {
  const dir = mkdtempSync(join(tmpdir(), 'cutwater-small-'))
  const dataDir = join(dir, 'data')
  const logFile = join(dir, 'server.log')
  const read = (...path: readonly string[]) => readFileSync(join(dataDir, ...path), 'utf8').trim()
  const url = () => (JSON.parse(read('server.json')) as { url: string }).url
  let server: Served | null = null
  writeFileSync(join(dir, 'cutwater.yaml'), binding)
  mkdirSync(join(dir, 'secrets'), { mode: 0o700 })
  for (const [name, value] of Object.entries(SECRETS)) {
    writeFileSync(join(dir, 'secrets', name), value)
    chmodSync(join(dir, 'secrets', name), 0o600)
  }
  const stop = async () => {
    await server?.stop()
    server = null
  }
  const databaseUrl = () => {
    const [, , , port] = read('postgres', 'data', 'postmaster.pid').split('\n')
    return `postgres://cutwater:${read('postgres', 'password')}@127.0.0.1:${port}/postgres`
  }
  const database: SmallHouse['database'] = (ask) => withClient(databaseUrl(), ask)
  return {
    dir,
    dataDir,
    url,
    token: () => read('token'),
    log: () => readFileSync(logFile, 'utf8'),
    start: async () => {
      server = await startServed({
        name: 'the server',
        args: ['serve', '--data', dataDir, '--binding', join(dir, 'cutwater.yaml'), '--port', '0'],
        logFile,
        ...(main === undefined ? {} : { main }),
        isReady: async () => {
          try {
            return (await fetch(`${url()}/health/ready`, { signal: AbortSignal.timeout(1_000) })).ok
          } catch {
            return false
          }
        },
      })
    },
    stop,
    kill: async () => {
      await server?.kill()
      server = null
      rmSync(join(dataDir, 'server.json'), { force: true })
    },
    cutwater: (...args) => run(args, { CUTWATER_DATA: dataDir }, dir),
    databaseUrl,
    database,
    rows: () => database(rowsIn),
    databaseAlone: async (ask) => {
      const embedded = await startEmbedded({ dir: join(dataDir, 'postgres') })
      try {
        return await withClient(embedded.url, ask)
      } finally {
        await embedded.stop()
      }
    },
    remove: async () => {
      await stop()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

const TABLES = [
  ...['migration', 'journal', 'stream', 'plan', 'runbook', 'counter', 'change', 'inbox', 'target', 'claim'],
  ...['effect', 'flag', 'flag_history', 'token'],
]

export async function rowsIn(client: pg.Client): Promise<Readonly<Record<string, string>>> {
  const rows: Record<string, string> = {}
  for (const table of TABLES) {
    const sql = `SELECT count(*) || ' ' || md5(coalesce(string_agg(t::text, E'\\n' ORDER BY t::text), '')) AS print FROM cutwater.${table} t`
    rows[table] = (await client.query<{ print: string }>(sql)).rows[0]?.print ?? ''
  }
  return rows
}
