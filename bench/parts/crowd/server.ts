import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { CrowdOrder } from './server-process.ts'

const OPEN_WITHIN_MS = 180_000
const STOP_WITHIN_MS = 20_000

export type CrowdServer = { readonly pid: number; stop(): Promise<void> }

/** Answers once every change of the crowd is open. Throws when that takes too long, or the server ends. */
export async function startCrowd(order: CrowdOrder): Promise<CrowdServer> {
  const child = fork(join(import.meta.dirname, 'server-process.ts'), [JSON.stringify(order)], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const limit = AbortSignal.timeout(OPEN_WITHIN_MS)
  const ended = once(child, 'exit', { signal: limit }).then(() =>
    Promise.reject(new Error('the server ended')),
  )
  try {
    await Promise.race([once(child, 'message', { signal: limit }), ended])
  } catch (error) {
    await stop(child)
    throw error
  }
  ended.catch(() => undefined)
  return { pid: child.pid ?? 0, stop: () => stop(child) }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill('SIGTERM')
  const force = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS)
  await exited
  clearTimeout(force)
}
