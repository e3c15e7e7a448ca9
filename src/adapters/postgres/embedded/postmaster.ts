import { type ChildProcess, execFile } from 'node:child_process'
import { open, readFile, readlink, rename } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import type { Cluster } from './cluster.ts'
import type { Launch } from './launch.ts'
import { startOf } from './process-identity.ts'

export type Postmaster = {
  readonly port: number
  readonly exited: Promise<number | null>
  /** Its last complaint, to explain why it ended; empty without one. */
  complaint(): Promise<string>
  stop(): Promise<void>
}

/**
 * Starts Postgres and waits until it takes connections. A port that somebody took in between is tried again
 * elsewhere. What is left of an earlier Postgres is waited for: one that a server had begun to start when it was
 * killed may come up only now, and one that was killed itself counts as alive for Postgres until its parent has taken
 * notice.
 */
export async function startPostmaster(
  cluster: Cluster,
  launch: Launch,
  signal?: AbortSignal,
): Promise<Postmaster> {
  const leftoversUntil = performance.now() + LEFTOVER_LIMIT_MS
  for (let attempt = 1; ; attempt++) {
    const port = await freePort()
    const child = await spawnPostgres(cluster, launch, port)
    const exited = new Promise<number | null>((resolve) => child.once('exit', resolve))
    const stop = () => endChild(child, exited)
    try {
      await untilReady(cluster, child, signal)
      return { port, exited, complaint: () => complaintIn(cluster.log), stop }
    } catch (error) {
      await stop()
      const said = await tailOf(cluster.log)
      if (signal?.aborted) throw signal.reason
      if (attempt < 3 && said.includes('could not bind')) continue
      if (performance.now() > leftoversUntil || !LEFTOVER.test(said))
        throw new Error(`Postgres did not start: ${said}`, { cause: error })
      await sleep(LOOK_AGAIN_MS)
      await stopLeftover(dirname(cluster.data))
    }
  }
}

/** Stops the Postgres that a dead server left running on this directory. */
export async function stopLeftover(dir: string): Promise<void> {
  const data = join(dir, 'data')
  const pid = Number((await statusLines(data))[0])
  if (!Number.isInteger(pid) || pid <= 1 || !(await isPostmasterOf(pid, data))) return
  await askToEnd(
    [process.kill.bind(process, pid, 'SIGINT'), process.kill.bind(process, pid, 'SIGQUIT')],
    async (limitMs) => until(async () => (await startOf(pid)) === null, limitMs),
  )
}

const LEFTOVER_LIMIT_MS = 20_000
const LOOK_AGAIN_MS = 250
/** In the language that `launch.ts` sets. */
const LEFTOVER = /lock file "postmaster\.pid" (already exists|is empty)|pre-existing shared memory block/
const READY_LIMIT_MS = 60_000
const FAST_LIMIT_MS = 10_000
const IMMEDIATE_LIMIT_MS = 10_000

async function spawnPostgres(cluster: Cluster, launch: Launch, port: number): Promise<ChildProcess> {
  await rename(cluster.log, `${cluster.log}.1`).catch(fineWhenMissing)
  const log = await open(cluster.log, 'a', 0o600)
  try {
    const settings = { ...SETTINGS, port }
    const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
    const child = launch.start('postgres', ['-D', cluster.data, ...args], ['ignore', log.fd, log.fd])
    await new Promise((resolve, reject) => child.once('spawn', resolve).once('error', reject))
    child.unref()
    return child
  } finally {
    await log.close()
  }
}

/** Small, and honest about durability: fsync, full_page_writes and synchronous_commit stay as they come. */
const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: 50,
  shared_buffers: '32MB',
  max_wal_size: '256MB',
  min_wal_size: '48MB',
  wal_level: 'minimal',
  max_wal_senders: 0,
  max_worker_processes: 2,
  max_parallel_workers: 0,
  max_parallel_workers_per_gather: 0,
  io_method: 'sync',
  jit: 'off',
  huge_pages: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_min_messages: 'warning',
}

/** Postgres writes its state into the last line of `postmaster.pid`. */
async function untilReady(cluster: Cluster, child: ChildProcess, signal?: AbortSignal): Promise<void> {
  const isReady = async () => {
    signal?.throwIfAborted()
    if (child.exitCode !== null || child.signalCode !== null) throw new Error('it ended at once')
    const lines = await statusLines(cluster.data)
    return Number(lines[0]) === child.pid && lines[7]?.trim() === 'ready'
  }
  if (!(await until(isReady, READY_LIMIT_MS))) throw new Error(`not ready after ${READY_LIMIT_MS} ms`)
}

async function endChild(child: ChildProcess, exited: Promise<unknown>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = (limitMs: number) =>
    Promise.race([exited.then(() => true), sleep(limitMs, false, { ref: false })])
  // The child is unreferenced so that it may outlive us; while it is being ended, we have to wait.
  child.ref()
  await askToEnd([() => child.kill('SIGINT'), () => child.kill('SIGQUIT')], ended)
}

/**
 * "Fast" first: open transactions are rolled back and a checkpoint written. Then "immediate", which the WAL repairs.
 */
async function askToEnd(
  ways: readonly [() => unknown, () => unknown],
  ended: (limitMs: number) => Promise<boolean>,
): Promise<void> {
  ways[0]()
  if (await ended(FAST_LIMIT_MS)) return
  ways[1]()
  if (await ended(IMMEDIATE_LIMIT_MS)) return
  throw new Error('Postgres does not stop; end it by hand before starting again')
}

async function isPostmasterOf(pid: number, data: string): Promise<boolean> {
  if ((await startOf(pid)) === null) return false
  // Postgres works inside its data directory.
  if (process.platform === 'linux')
    return (await readlink(`/proc/${pid}/cwd`).catch(fineWhenMissing)) === data
  const { stdout } = await promisify(execFile)('ps', ['-o', 'command=', '-p', String(pid)], {
    timeout: 5_000,
  })
  return stdout.includes(data)
}

async function statusLines(data: string): Promise<string[]> {
  return ((await readFile(join(data, 'postmaster.pid'), 'utf8').catch(fineWhenMissing)) ?? '').split('\n')
}

async function until(holds: () => Promise<boolean>, limitMs: number): Promise<boolean> {
  const end = performance.now() + limitMs
  while (performance.now() < end) {
    if (await holds()) return true
    await sleep(10)
  }
  return false
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

async function tailOf(log: string): Promise<string> {
  return ((await readFile(log, 'utf8').catch(fineWhenMissing)) ?? '').trim().slice(-1_000)
}

async function complaintIn(log: string): Promise<string> {
  const loud = (await tailOf(log)).split('\n').filter((line) => /\b(PANIC|FATAL):/.test(line))
  // Others only say that their connection is going down with it.
  const cause = loud.find((line) => line.includes('PANIC:')) ?? loud.at(-1) ?? ''
  return cause.replace(/^.*?\b(PANIC|FATAL):\s*/, '')
}

function fineWhenMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT' || error.code === 'ESRCH') return undefined
  throw error
}
