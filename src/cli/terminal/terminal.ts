import type { Readable } from 'node:stream'
import picocolors from 'picocolors'
import { jsonWithoutMarks, withoutMarks } from '../../core/text/visible.ts'

export type Paint = ReturnType<typeof picocolors.createColors>

/** All that a command knows of the world it was called from; tests hand it one of their own. */
export type Terminal = {
  /** Standard output, with its line end. */
  readonly say: (line: string) => void
  /** Standard error: what is about the command rather than its answer. */
  readonly note: (line: string) => void
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  /** A person watches: output may be redrawn, and questions may be asked. */
  readonly live: boolean
  readonly stdin: Readable
  readonly paint: Paint
  readonly zone: string
  columns(): number
  rows(): number
  now(): number
  sleep(ms: number): Promise<void>
  /** Aborts at the first Ctrl-C or SIGTERM, and when the terminal is closed. */
  readonly stop: AbortSignal
  /** The exit code of the command, unless it throws. */
  exitCode(code: number): void
}

/** Text of people loses what would make it read otherwise than it is; JSON has to stay what it says. */
const printed = (line: string): string => (/^[[{]/.test(line) ? jsonWithoutMarks(line) : withoutMarks(line))

export function processTerminal(process: NodeJS.Process): Terminal & { readonly code: () => number } {
  const { stdout, stderr, stdin, env } = process
  const live = stdout.isTTY === true && env.TERM !== 'dumb'
  const stop = new AbortController()
  let code = 0
  for (const stream of [stdout, stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      // The reader of the pipe has closed it.
      if (error.code === 'EPIPE') process.exit(0)
      // The terminal was closed; what has to be ended still is.
      if (error.code === 'EIO') return
      throw error
    })
  return {
    say: (line) => void stdout.write(`${printed(line)}\n`),
    note: (line) => void stderr.write(`${printed(line)}\n`),
    env,
    cwd: process.cwd(),
    live,
    stdin,
    paint: picocolors.createColors(live && !env.NO_COLOR),
    zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    columns: () => stdout.columns ?? 80,
    rows: () => stdout.rows ?? 24,
    now: () => Date.now(),
    sleep: (ms) => sleep(ms, stop.signal),
    get stop() {
      watchSignals(process, stop)
      return stop.signal
    },
    exitCode: (given) => {
      code = given
    },
    code: () => code,
  }
}

/** Only a command that asks for it stops gently; every other one simply ends. */
function watchSignals(process: NodeJS.Process, stop: AbortController): void {
  if (watched.has(stop)) return
  watched.add(stop)
  // SIGHUP: its terminal was closed. Node undoes `nohup`, so that cannot be heeded.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop.abort())
  // A broken channel: the parent process is gone. Listening to it alone must not keep us running.
  process.on('disconnect', () => stop.abort())
  process.channel?.unref()
}
const watched = new WeakSet<AbortController>()

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, ms)
    signal.addEventListener('abort', end)
    if (signal.aborted) end()
  })
}
