import { spawn } from 'node:child_process'
import process from 'node:process'

export type Ran = { readonly code: number | null; readonly said: string }

/** Runs a program to its end, at most `limitMs`. `said` is the last line it wrote anywhere. Never throws. */
export function run(
  program: string,
  args: readonly string[],
  options: {
    /** Beside our own; undefined takes one of those away. */
    readonly env?: Readonly<Record<string, string | undefined>>
    readonly cwd?: string
    readonly limitMs: number
  },
): Promise<Ran> {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, LC_ALL: 'C', ...options.env },
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      timeout: options.limitMs,
      killSignal: 'SIGKILL',
    })
    const output: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => output.push(chunk))
    child.once('error', (cause) => resolve({ code: null, said: cause.message }))
    child.once('close', (code, signal) => {
      const lines = Buffer.concat(output).toString().trim().split('\n')
      const stopped = signal === null ? '' : ` (stopped after ${options.limitMs / 1_000} s)`
      resolve({ code, said: `${lines.at(-1) ?? ''}${stopped}`.trim() || `it ended with ${code}` })
    })
  })
}
