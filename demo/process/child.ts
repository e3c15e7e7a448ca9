/** A child of this process that serves something and says `listening PORT` once it does. */
import { type ChildProcess, spawn } from 'node:child_process'
import { createWriteStream, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { keptPlaces } from './kept-places.ts'

export type ChildCommand = {
  readonly name: string
  /** Relative to demo/. */
  readonly script: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly logFile: string
  /** Default 15 s. */
  readonly listensWithinMs?: number
  /** Every line it prints. */
  readonly heard?: (line: string) => void
}

export type Child = { readonly name: string; readonly pid: number; readonly stop: () => Promise<void> }

/** Starts it and waits until it listens. Throws with its last words when it ends before. */
export async function startChild(command: ChildCommand): Promise<Child> {
  mkdirSync(dirname(command.logFile), { recursive: true })
  const log = createWriteStream(command.logFile, { flags: 'a' })
  const script = join(import.meta.dirname, '..', command.script)
  const child = spawn(process.execPath, [script, ...command.args, '--parent', String(process.pid)], {
    stdio: ['ignore', 'pipe', 'pipe'],
    // Ctrl-C in a terminal reaches the process that started it, which ends it in order: no database before its users.
    detached: true,
    env: { ...keptPlaces(), ...command.env },
  })
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const { listensWithinMs = 15_000 } = command
  let lastWords = 'it said nothing'
  createInterface({ input: child.stderr }).on('line', (line) => {
    lastWords = line
    log.write(`${line}\n`)
  })
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL')
      reject(new Error(`${command.name} did not listen within ${listensWithinMs / 1_000} s`))
    }, listensWithinMs)
    child.once('error', (error) =>
      reject(new Error(`${command.name} could not be started`, { cause: error })),
    )
    child.once('close', () => {
      clearTimeout(timer)
      log.end()
      reject(new Error(`${command.name} ended before it listened: ${lastWords}`))
    })
    createInterface({ input: child.stdout }).on('line', (line) => {
      log.write(`${line}\n`)
      if (!line.startsWith('listening ')) return command.heard?.(line)
      clearTimeout(timer)
      resolve()
    })
  })
  return { name: command.name, pid: child.pid ?? 0, stop: () => end(child, exited) }
}

async function end(child: ChildProcess, exited: Promise<void>): Promise<void> {
  child.kill('SIGTERM')
  const force = setTimeout(() => child.kill('SIGKILL'), 4_000)
  await exited
  clearTimeout(force)
}
