import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, openSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const MAIN = join(import.meta.dirname, '..', '..', 'main.ts')
const READY_WITHIN_MS = 60_000
const STOP_WITHIN_MS = 20_000

export type ServedOrder = {
  readonly name: string
  /** Of the `cutwater` command line. */
  readonly args: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  readonly logFile: string
  /** Of another installation. Default: this one. */
  readonly main?: string
  readonly isReady: () => Promise<boolean>
}

/** A `cutwater` process that serves something. It ends by itself when we are gone, however we went. */
export type Served = {
  readonly pid: number
  readonly hasExited: () => boolean
  /** Asks it to stop, and forces it after 20 s. */
  readonly stop: () => Promise<void>
  /** As a power cut would. */
  readonly kill: () => Promise<void>
}

/**
 * Starts it and waits until it is ready. Throws with the end of its log when it ends before, or takes more than a
 * minute.
 */
export async function startServed({
  name,
  args,
  env = {},
  logFile,
  main = MAIN,
  isReady,
}: ServedOrder): Promise<Served> {
  mkdirSync(dirname(logFile), { recursive: true })
  const log = openSync(logFile, 'a')
  const child = spawn(process.execPath, [main, ...args], {
    // The channel carries nothing; when it breaks, the process knows that its parent is gone.
    stdio: ['ignore', log, log, 'ipc'],
    env: { ...passedOn(), ...env },
    detached: true,
  })
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const served: Served = {
    pid: child.pid ?? 0,
    hasExited: () => child.exitCode !== null || child.signalCode !== null,
    stop: () => end(child, gone),
    kill: async () => {
      child.kill('SIGKILL')
      await gone
    },
  }
  const until = performance.now() + READY_WITHIN_MS
  for (;;) {
    if (await isReady()) return served
    if (served.hasExited() || performance.now() > until) {
      await served.stop()
      throw new Error(`${name} did not start: ${await lastWords(logFile)}`)
    }
    await sleep(50)
  }
}

/** Of our own environment it is given its place, where things are kept for the next start, and which browser. */
function passedOn(): Record<string, string> {
  const names = ['PATH', 'HOME', 'TMPDIR', 'NODE_COMPILE_CACHE', 'CUTWATER_CACHE', 'CUTWATER_BROWSER']
  return Object.fromEntries(names.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])))
}

async function end(child: ChildProcess, gone: Promise<void>): Promise<void> {
  child.kill('SIGTERM')
  const force = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS)
  await gone
  clearTimeout(force)
}

async function lastWords(logFile: string): Promise<string> {
  const last = (await readFile(logFile, 'utf8')).trim().split('\n').at(-1) ?? ''
  if (!last.startsWith('{')) return last || 'it said nothing'
  return (JSON.parse(last) as { msg?: string }).msg ?? last
}
