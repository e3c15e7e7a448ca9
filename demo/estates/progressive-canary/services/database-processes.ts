/** Which processes keep the data: written by their keeper, and read by those who kill one or end what was left. */
import type { ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { endProcess } from '../../../process/end-process.ts'
import { readJsonFile, writeJsonFile } from '../../../process/json-file.ts'
import { startTimeOf } from '../../../process/start-time.ts'

type Known = Readonly<Record<string, { readonly pid: number; readonly startTime: string }>>

const file = (dir: string): string => join(dir, 'run', 'databases.json')

export function noteDatabases(dir: string, running: ReadonlyMap<string, ChildProcess>): void {
  const known = [...running].flatMap(([name, { pid }]) => {
    const startTime = pid === undefined ? null : startTimeOf(pid)
    return startTime === null ? [] : [[name, { pid, startTime }]]
  })
  writeJsonFile(file(dir), Object.fromEntries(known))
}

/** By name: `postgres` and `redis`. */
export function databasePids(dir: string): Record<string, number> {
  const known = readJsonFile<Known>(file(dir)) ?? {}
  return Object.fromEntries(Object.entries(known).map(([name, { pid }]) => [name, pid]))
}

/** Those that a killed keeper left running; usually none. */
export async function endDatabases(dir: string): Promise<void> {
  const known = readJsonFile<Known>(file(dir)) ?? {}
  await Promise.all(Object.values(known).map(({ pid, startTime }) => endProcess(pid, startTime)))
}
