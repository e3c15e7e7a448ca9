import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { type Served, startServed } from '../../src/cli/commands/demo/served.ts'
import { connect } from '../../src/cli/connection/connection.ts'
import type { Client } from '../../src/http/client/client.ts'
import { postmasterIn } from './database.ts'
import type { Scratch } from './scratch.ts'

/** A server as a user starts it, in a process of its own, with its built-in database and a binding of ours. */
export type House = {
  readonly pid: number
  /** Of its database. */
  readonly databasePid: number
  /** Straight to its database, as the owner of it: to measure what the database can do, and to fill it. */
  readonly database: pg.Client
  readonly client: Client
  /** What its client shows, for requests that are written by hand. */
  readonly token: string
}

export async function startHouse({ dir, after }: Scratch, binding: string): Promise<House> {
  const dataDir = join(dir, 'server')
  const bindingFile = join(dir, 'cutwater.yaml')
  await writeFile(bindingFile, binding)
  const server: Served = await startServed({
    name: 'the server',
    args: ['serve', '--data', dataDir, '--binding', bindingFile, '--port', '0'],
    logFile: join(dir, 'server.log'),
    isReady: () => isReady(dataDir),
  })
  after(() => server.stop())
  const database = await ownerOf(dataDir)
  after(() => database.end())
  const client = connect({ data: dataDir }, { env: {}, cwd: dataDir })
  const token = (await readFile(join(dataDir, 'token'), 'utf8')).trim()
  return { pid: server.pid, databasePid: await postmasterIn(dataDir), database, client, token }
}

async function isReady(dataDir: string): Promise<boolean> {
  try {
    return (await connect({ data: dataDir }, { env: {}, cwd: dataDir }).ready()).ready
  } catch {
    // Neither address nor token stands there before it serves.
    return false
  }
}

/** A connection to the built-in database of a data directory. */
export async function ownerOf(dataDir: string): Promise<pg.Client> {
  const read = (...path: readonly string[]) => readFile(join(dataDir, 'postgres', ...path), 'utf8')
  const [, , , port] = (await read('data', 'postmaster.pid')).split('\n')
  const password = (await read('password')).trim()
  const client = new pg.Client(`postgres://cutwater:${password}@127.0.0.1:${port}/postgres`)
  await client.connect()
  return client
}
