import { readdirSync, readFileSync } from 'node:fs'
import process from 'node:process'

/** Stopped here and not let go on yet: none may be left behind, whatever becomes of the story. */
const still = new Set<number>()
process.on('exit', () => letGoOn([...still]))

/**
 * SIGSTOP: it keeps its sockets, the system goes on taking connections for it, and nobody gets an answer until the
 * returned function lets it go on.
 */
export function standStill(pid: number): () => void {
  return stopAll([pid])
}

/** The same, with everything that it has started; it stands still first, so that it starts nothing more meanwhile. */
export function standStillWithChildren(pid: number): () => void {
  const parent = stopAll([pid])
  const children = stopAll(descendantsOf(pid))
  return () => {
    children()
    parent()
  }
}

function stopAll(pids: readonly number[]): () => void {
  for (const pid of pids) {
    still.add(pid)
    signal(pid, 'SIGSTOP')
  }
  return () => letGoOn(pids)
}

function letGoOn(pids: readonly number[]): void {
  for (const pid of pids) {
    signal(pid, 'SIGCONT')
    still.delete(pid)
  }
}

/** Everything that it has started, and what that has started. */
export function descendantsOf(pid: number): readonly number[] {
  const all = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  const children = Map.groupBy(all.map(Number), parentOf)
  const found = [...(children.get(pid) ?? [])]
  for (const one of found) found.push(...(children.get(one) ?? []))
  return found
}

function parentOf(pid: number): number | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
  } catch {
    return null
  }
}

/** One that has ended meanwhile needs nothing. */
function signal(pid: number, name: 'SIGSTOP' | 'SIGCONT'): void {
  try {
    process.kill(pid, name)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
