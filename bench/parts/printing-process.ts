import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import process from 'node:process'
import { createInterface } from 'node:readline'
import type { Scratch } from './scratch.ts'

/**
 * Starts a script of this folder that serves something and prints its port. It ends with the pipe to it, however we
 * end.
 */
export async function startPrinting(
  { after }: Scratch,
  script: string,
  args: readonly string[] = [],
): Promise<string> {
  const child = spawn(process.execPath, [join(import.meta.dirname, script), ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  after(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const exited = once(child, 'exit')
    child.kill('SIGKILL')
    await exited
  })
  const limit = { signal: AbortSignal.timeout(10_000) }
  const [port] = (await once(createInterface({ input: child.stdout }), 'line', limit)) as [string]
  return `http://127.0.0.1:${port}`
}
