import { Readable } from 'node:stream'
import picocolors from 'picocolors'
import { runCommandLine } from '../command-line.ts'

export type Answered = { readonly code: number; readonly out: string; readonly err: string }

/** The command line as a function: in a directory, with a clock that only sleeping moves, and no person watching. */
export function commandLineIn(
  cwd: string,
  env: Readonly<Record<string, string>> = {},
  startedAt = Date.now(),
): (...args: string[]) => Promise<Answered> {
  return async (...args) => {
    const out: string[] = []
    const err: string[] = []
    let code = 0
    let now = startedAt
    const exit = await runCommandLine(args, {
      say: (line) => void out.push(line),
      note: (line) => void err.push(line),
      env,
      cwd,
      live: false,
      stdin: Readable.from([]),
      paint: picocolors.createColors(false),
      zone: 'UTC',
      columns: () => 80,
      rows: () => 24,
      now: () => now,
      sleep: async (ms) => {
        now += ms
      },
      stop: new AbortController().signal,
      exitCode: (given) => {
        code = given
      },
      code: () => code,
    })
    return { code: exit, out: out.join('\n'), err: err.join('\n') }
  }
}
