import { readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Instant } from '../../core/time/instant.ts'
import { isRunning } from './process-identity.ts'
import { nameOfRun, type RunDirectory, runDirectory } from './run-directory.ts'

/** Directories that are not yet in place; one that stays was left by a server that died just then. */
export const DRAFT_PREFIX = '.draft-'

/**
 * Removes the directories of runs that ended, or were left without an end, before `before`; not those of the
 * keys in `needed`.
 */
export function pruneRuns(root: string, before: Instant, needed: readonly string[]): number {
  const stay = new Set(needed.map(nameOfRun))
  let pruned = 0
  for (const name of readdirSync(root)) {
    if (stay.has(name)) continue
    const path = join(root, name)
    const over = name.startsWith(DRAFT_PREFIX) ? isOldDraft(path, before) : isOver(runDirectory(path), before)
    if (!over) continue
    rmSync(path, { recursive: true, force: true })
    pruned++
  }
  return pruned
}

function isOldDraft(path: string, before: Instant): boolean {
  const stat = statSync(path, { throwIfNoEntry: false })
  return stat !== undefined && stat.mtimeMs < before
}

function isOver(run: RunDirectory, before: Instant): boolean {
  const exit = run.readExit()
  if (exit !== null) return exit.endedAt < before
  const call = run.readCall()
  if (call === null || call.at >= before) return false
  const owner = run.readOwner()
  const command = run.readCommand()
  const supervised = owner?.owner === 'supervisor' && isRunning(owner.process)
  return !supervised && !(command !== null && isRunning(command.process))
}
