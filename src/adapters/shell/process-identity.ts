import { readdirSync, readFileSync } from 'node:fs'

/**
 * Which process, for good: a pid alone is given out again after its process has ended, and everything starts over
 * after a reboot. Read from Linux's /proc.
 */
export type ProcessIdentity = {
  readonly pid: number
  /** Clock ticks since boot at which it started: field 22 of /proc/PID/stat. */
  readonly startTime: string
  readonly boot: string
}

/** Null when there is no such process any more. A zombie still has an identity. */
export function identify(pid: number): ProcessIdentity | null {
  const stat = readStat(pid)
  return stat === null ? null : { pid, startTime: stat.startTime, boot: bootId() }
}

/** Whether that very process still runs; one that has ended and only waits to be collected does not. */
export function isRunning(identity: ProcessIdentity): boolean {
  const stat = readStat(identity.pid)
  return stat !== null && !stat.ended && stat.startTime === identity.startTime && identity.boot === bootId()
}

/** The pids of a process group that still run. */
export function groupMembers(group: number): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      const stat = readStat(pid)
      return stat !== null && stat.group === group && !stat.ended
    })
}

/** Says at start, not in the middle of a change, that commands cannot be supervised here. */
export function requireProc(): void {
  try {
    bootId()
  } catch (cause) {
    throw new Error('commands are supervised through /proc, which cannot be read here: run on Linux', {
      cause,
    })
  }
}

export function bootId(): string {
  return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
}

type Stat = { readonly ended: boolean; readonly group: number; readonly startTime: string }

/** The second field is the program's name in parentheses and may hold anything, so it is read from its last one. */
function readStat(pid: number): Stat | null {
  const text = readProcFile(`/proc/${pid}/stat`)
  if (text === null) return null
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  const [state, , group] = fields
  const startTime = fields[19]
  if (state === undefined || group === undefined || startTime === undefined)
    throw new Error(`/proc/${pid}/stat has an unknown form`)
  return { ended: state === 'Z' || state === 'X', group: Number(group), startTime }
}

function readProcFile(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'ENOENT' || code === 'ESRCH') return null
    throw error
  }
}
