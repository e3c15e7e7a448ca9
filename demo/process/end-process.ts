import { setTimeout as sleep } from 'node:timers/promises'
import { stillRuns } from './start-time.ts'

/** Asks the process to end, then forces it after `graceMs`. Answers once it is gone, and how it went. */
export async function endProcess(
  pid: number,
  startTime: string,
  graceMs = 2_500,
): Promise<'gone' | 'ended' | 'forced'> {
  if (!stillRuns(pid, startTime)) return 'gone'
  signal(pid, 'SIGTERM')
  if (await isGone(pid, startTime, graceMs)) return 'ended'
  signal(pid, 'SIGKILL')
  if (await isGone(pid, startTime, 5_000)) return 'forced'
  throw new Error(`process ${pid} is still there five seconds after SIGKILL`)
}

function signal(pid: number, name: 'SIGTERM' | 'SIGKILL'): void {
  try {
    process.kill(pid, name)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

async function isGone(pid: number, startTime: string, withinMs: number): Promise<boolean> {
  const until = performance.now() + withinMs
  while (stillRuns(pid, startTime)) {
    if (performance.now() >= until) return false
    await sleep(25)
  }
  return true
}
