/** Tells a process from a later one that was given the same number: by the time it started. */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** An opaque mark that only this process has; null when no such process lives (a zombie does not live). */
export function startTimeOf(pid: number): string | null {
  return process.platform === 'linux' ? fromProc(pid) : fromPs(pid)
}

/** Whether `pid` is still the process that had this start time. */
export function stillRuns(pid: number, startTime: string): boolean {
  return startTimeOf(pid) === startTime
}

function fromProc(pid: number): string | null {
  let stat: string
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  } catch {
    return null
  }
  // The name is in brackets and may hold anything, brackets too; after the last one come state (field 3) and the rest.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return fields[0] === 'Z' || fields[0] === 'X' ? null : (fields[19] ?? null)
}

function fromPs(pid: number): string | null {
  try {
    const line = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], {
      encoding: 'utf8',
      timeout: 2_000,
    })
    return line.trim() || null
  } catch {
    return null
  }
}
