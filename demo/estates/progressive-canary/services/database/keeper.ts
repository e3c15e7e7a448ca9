/**
 * Keeps Postgres and Redis: `keeper.ts --dir DIR --postgres PORT --redis PORT [--parent PID]`. What ends is started
 * again after a second, as a system would; all of it ends with this process, and this process with its parent.
 * `run/database.json` says how to reach them (0600: it holds passwords).
 */
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { debianPart } from '../../../../parts/debian-part.ts'
import { writeJsonFile } from '../../../../process/json-file.ts'
import { watchParent } from '../../../../process/parent-watch.ts'
import { runMain } from '../../../../process/run-main.ts'
import { wholeNumber } from '../../../../process/settings.ts'
import { noteDatabases } from '../database-processes.ts'
import { type Database, databaseFile } from '../state.ts'
import { postgresIn } from './postgres.ts'
import { postgresPart } from './postgres-part.ts'
import { startRedis } from './redis.ts'
import { makeSchema } from './schema.ts'

const AGAIN_AFTER_MS = 1_000

await runMain(async () => {
  const { values } = parseArgs({
    options: {
      dir: { type: 'string' },
      postgres: { type: 'string' },
      redis: { type: 'string' },
      parent: { type: 'string' },
    },
  })
  const { dir } = values
  if (!dir) throw new Error('--dir DIR is missing')
  const running = new Map<string, ChildProcess>()
  let ending = false
  const forget: (() => void)[] = []
  const end = async () => {
    ending = true
    // Postgres: "fast", which rolls open transactions back. Redis saves nothing.
    await Promise.all([...running.values()].map((child) => endChild(child)))
    for (const each of forget) each()
    process.exit(0)
  }
  process.on('SIGTERM', end)
  process.on('SIGINT', () => {})
  if (values.parent !== undefined) watchParent(wholeNumber('--parent', values.parent), end)

  const keep = async (name: string, start: () => Promise<ChildProcess>) => {
    const child = await start()
    running.set(name, child)
    noteDatabases(dir, running)
    void ended(child).then(async () => {
      running.delete(name)
      await sleep(AGAIN_AFTER_MS)
      if (!ending) await keep(name, start).catch(complain)
    })
  }
  const data = join(dir, 'data', 'database')
  mkdirSync(data, { recursive: true, mode: 0o700 })

  const bringPostgres = async () => {
    const part = await postgresPart()
    const postgres = await postgresIn(part, data, wholeNumber('--postgres', values.postgres))
    forget.push(postgres.forget)
    await keep('postgres', postgres.start)
    const access = await makeSchema(postgres.url)
    const backups = part.backups === true ? { bin: part.bin, env: part.env } : part.backups
    return { url: postgres.url, ...access, backups }
  }
  const bringRedis = async (): Promise<Database['cache']> => {
    const part = await debianPart('redis-server')
    if ('missing' in part) return part
    const port = wholeNumber('--redis', values.redis)
    await keep('redis', () => startRedis(part, data, port))
    return { url: `redis://127.0.0.1:${port}` }
  }
  try {
    const [postgres, cache] = await Promise.all([bringPostgres(), bringRedis()])
    const database: Database = { ...postgres, cache }
    writeJsonFile(databaseFile(dir), database)
    chmodSync(databaseFile(dir), 0o600)
  } catch (error) {
    ending = true
    await Promise.all([...running.values()].map((child) => endChild(child)))
    throw error
  }
  process.stdout.write('listening 0\n')
  // Between the end of one of them and its next start there is nothing else to wait for.
  setInterval(() => {}, 60_000)
})

function complain(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null
}

async function ended(child: ChildProcess): Promise<void> {
  if (!hasEnded(child)) await once(child, 'exit')
}

async function endChild(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return
  child.kill('SIGINT')
  const force = setTimeout(() => child.kill('SIGKILL'), 3_000)
  await ended(child)
  clearTimeout(force)
}
