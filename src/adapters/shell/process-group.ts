import { setTimeout as sleep } from 'node:timers/promises'
import { groupMembers } from './process-identity.ts'

const POLL_MS = 20
/** After SIGKILL only a process stuck in the kernel stays. */
export const KILL_WAIT_MS = 5_000

/**
 * Asks every process of the group to end, and forces those that still run after `graceMs`. False when something could
 * not even be killed. A process that went into a group of its own is not reached.
 */
export async function endGroup(group: number, graceMs: number): Promise<boolean> {
  signalGroup(group, 'SIGTERM')
  if (await gone(group, graceMs)) return true
  signalGroup(group, 'SIGKILL')
  return gone(group, KILL_WAIT_MS)
}

async function gone(group: number, withinMs: number): Promise<boolean> {
  const end = performance.now() + withinMs
  while (groupMembers(group).length > 0) {
    if (performance.now() >= end) return false
    await sleep(POLL_MS)
  }
  return true
}

function signalGroup(group: number, signal: 'SIGTERM' | 'SIGKILL'): void {
  // kill(-1) would reach every process there is, and kill(0) our own group.
  if (!Number.isSafeInteger(group) || group <= 1) throw new Error(`${group} is no process group of a command`)
  try {
    process.kill(-group, signal)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}
