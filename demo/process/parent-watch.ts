import { startTimeOf, stillRuns } from './start-time.ts'

/**
 * Calls `orphaned` once when the process `parent` is gone, looking each second: whatever becomes of the demo,
 * nothing it started stays behind for long. The timer alone keeps no process alive.
 */
export function watchParent(parent: number, orphaned: () => void): void {
  const startTime = startTimeOf(parent)
  if (startTime === null) {
    orphaned()
    return
  }
  const timer = setInterval(() => {
    if (parentLives(parent, startTime)) return
    clearInterval(timer)
    orphaned()
  }, 1_000)
  timer.unref()
}

function parentLives(parent: number, startTime: string): boolean {
  if (process.platform === 'linux') return stillRuns(parent, startTime)
  // Asking ps each second would cost more than the rare reuse of a number within that second.
  try {
    process.kill(parent, 0)
    return true
  } catch {
    return false
  }
}
