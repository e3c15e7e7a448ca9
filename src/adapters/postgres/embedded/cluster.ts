import type { ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Launch } from './launch.ts'

/** The files of one database: `data` is Postgres's own, the password's file is for us alone. */
export type Cluster = {
  readonly data: string
  readonly log: string
  urlAt(port: number): string
}

/** Finds the database in `dir`, or makes a new one. A half-made one is never mistaken for a database. */
export async function clusterIn(dir: string, launch: Launch, signal?: AbortSignal): Promise<Cluster> {
  const data = join(dir, 'data')
  const made = (await stat(join(data, 'PG_VERSION')).catch(nullWhenMissing)) !== null
  if (made) await refuseOtherMajor(data)
  const password = made ? await readPassword(dir) : await make(dir, data, launch, signal)
  return { data, log: join(dir, 'postgres.log'), urlAt: (port) => urlAt(port, password) }
}

const USER = 'cutwater'
const MAJOR = '18'
const INITDB_LIMIT_MS = 60_000
const passwordFile = (dir: string) => join(dir, 'password')
const urlAt = (port: number, password: string) => `postgres://${USER}:${password}@127.0.0.1:${port}/postgres`

/** Made aside and renamed at the end; initdb itself syncs its files to disk. */
async function make(dir: string, data: string, launch: Launch, signal?: AbortSignal): Promise<string> {
  const password = randomBytes(24).toString('base64url')
  await writePassword(dir, password)
  await launch.hand(passwordFile(dir))
  const aside = join(dir, 'data.new')
  await rm(aside, { recursive: true, force: true })
  await mkdir(aside, { mode: 0o700 })
  await launch.hand(aside)
  const args = [
    '-D',
    aside,
    '-U',
    USER,
    '--auth=scram-sha-256',
    `--pwfile=${passwordFile(dir)}`,
    '--encoding=UTF8',
  ]
  const locale = ['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--no-instructions']
  const child = launch.start('initdb', [...args, ...locale], ['ignore', 'pipe', 'pipe'])
  await succeed(child, signal)
  await rename(aside, data)
  await syncDirectory(dir)
  return password
}

async function succeed(child: ChildProcess, signal?: AbortSignal): Promise<void> {
  let said = ''
  const listen = (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-2_000)
  }
  child.stdout?.on('data', listen)
  child.stderr?.on('data', listen)
  const end = AbortSignal.any([AbortSignal.timeout(INITDB_LIMIT_MS), ...(signal ? [signal] : [])])
  const kill = () => child.kill('SIGKILL')
  end.addEventListener('abort', kill)
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject)
      child.once('close', resolve)
    })
    end.throwIfAborted()
    if (code !== 0) throw new Error(`initdb ended with ${code}: ${said.trim()}`)
  } finally {
    end.removeEventListener('abort', kill)
  }
}

async function refuseOtherMajor(data: string): Promise<void> {
  const version = (await readFile(join(data, 'PG_VERSION'), 'utf8')).trim()
  if (version !== MAJOR)
    throw new Error(
      `${data} was made by Postgres ${version}, and this is ${MAJOR}: dump it there, restore it here`,
    )
}

async function readPassword(dir: string): Promise<string> {
  const password = await readFile(passwordFile(dir), 'utf8').catch(nullWhenMissing)
  if (password === null)
    throw new Error(`${passwordFile(dir)} is missing; without it the database cannot be opened`)
  return password.trim()
}

async function writePassword(dir: string, password: string): Promise<void> {
  await rm(passwordFile(dir), { force: true })
  const file = await open(passwordFile(dir), 'wx', 0o600)
  try {
    await file.writeFile(password)
    await file.sync()
  } finally {
    await file.close()
  }
}

async function syncDirectory(dir: string): Promise<void> {
  const handle = await open(dir, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

function nullWhenMissing(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null
  throw error
}
