import { setTimeout as sleep } from 'node:timers/promises'
import { codeOf } from './run-directory.ts'

const AGAIN_MS = 500

/** No space, or no more of it for this user. */
export function isFull(error: unknown): boolean {
  const code = codeOf(error) ?? (error instanceof Error ? codeOf(error.cause) : undefined)
  return code === 'ENOSPC' || code === 'EDQUOT'
}

/** Null when the disk is full: the watcher looks again anyway. */
export function unlessFull<T>(write: () => T): T | null {
  try {
    return write()
  } catch (error) {
    if (isFull(error)) return null
    throw error
  }
}

/** Writes as soon as there is space again; null when `giveUp` says so first. */
export async function onceThereIsSpace<T>(
  write: () => T,
  giveUp: () => boolean,
  full: () => void,
): Promise<{ readonly written: T } | null> {
  for (let told = false; !giveUp(); await sleep(AGAIN_MS)) {
    const written = unlessFull(() => ({ written: write() }))
    if (written !== null) return written
    if (!told) full()
    told = true
  }
  return null
}
