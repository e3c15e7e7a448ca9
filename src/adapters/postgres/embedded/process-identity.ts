import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'

/** Tells a process from a later one that was given the same number. */
export type ProcessIdentity = { readonly pid: number; readonly started: string }

export async function ownIdentity(): Promise<ProcessIdentity> {
  const started = await startOf(process.pid)
  if (started === null) throw new Error('cannot read when this process was started')
  return { pid: process.pid, started }
}

export async function isAlive({ pid, started }: ProcessIdentity): Promise<boolean> {
  return (await startOf(pid)) === started
}

/** Boot and start time of a running process; null when there is none with this number, or only its remains. */
export async function startOf(pid: number): Promise<string | null> {
  return process.platform === 'linux' ? startFromProc(pid) : startFromPs(pid)
}

async function startFromProc(pid: number): Promise<string | null> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(whenGone)
  if (stat === null) return null
  // The second field is the program's name in brackets, and may itself hold spaces and brackets.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const [state, ticks] = [fields[0], fields[19]]
  if (state === 'Z' || state === 'X') return null
  const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8')
  return `${boot.trim()}/${ticks}`
}

async function startFromPs(pid: number): Promise<string | null> {
  const asked = promisify(execFile)('ps', ['-o', 'lstart=', '-p', String(pid)], { timeout: 5_000 })
  return asked.then(({ stdout }) => stdout.trim() || null).catch(whenGone)
}

function whenGone(error: unknown): null {
  const code = (error as NodeJS.ErrnoException).code
  // ESRCH: it ended while we read; 1: what `ps` answers when there is no such process.
  if (code === 'ENOENT' || code === 'ESRCH' || (code as unknown) === 1) return null
  throw error
}
