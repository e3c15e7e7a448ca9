import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Fault, sentenceOf } from '../terminal/fault.ts'
import type { Terminal } from '../terminal/terminal.ts'
import type { Installation } from './version.ts'

/** What `cutwater serve` leaves beside its token, so that commands on the same machine find it by themselves. */
export type ServerFile = {
  readonly url: string
  readonly pid: number
  /** Which installation it was started from; absent in what an earlier version left. */
  readonly installation?: Installation
}

export function dataDirectory(
  given: string | undefined,
  { env, cwd }: Pick<Terminal, 'env' | 'cwd'>,
): string {
  return resolve(cwd, given ?? env.CUTWATER_DATA ?? '.cutwater')
}

export function makeDataDirectory(directory: string): void {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 })
  } catch (cause) {
    throw new Fault(
      `the data directory ${directory} cannot be made: ${sentenceOf(cause)}`,
      'Name one that you may write to with --data DIR.',
      { cause },
    )
  }
}

const serverFile = (directory: string): string => join(directory, 'server.json')

export function writeServerFile(directory: string, content: ServerFile): void {
  const path = serverFile(directory)
  writeFileSync(`${path}.new`, `${JSON.stringify(content)}\n`, { mode: 0o600 })
  renameSync(`${path}.new`, path)
}

export function removeServerFile(directory: string, pid: number): void {
  if (readServerFile(directory)?.pid === pid) rmSync(serverFile(directory), { force: true })
}

/** Null when it is missing or unreadable. */
export function readServerFile(directory: string): ServerFile | null {
  try {
    const read = JSON.parse(readFileSync(serverFile(directory), 'utf8')) as Partial<ServerFile>
    if (typeof read.url !== 'string' || typeof read.pid !== 'number') return null
    const { url, pid, installation } = read
    return { url, pid, ...(typeof installation?.at === 'string' ? { installation } : {}) }
  } catch {
    return null
  }
}

export type FileSeen =
  /** Its permissions as `600`. */
  | { readonly is: 'there'; readonly mode: string }
  | { readonly is: 'missing' }
  /** It may be there, and this user cannot look. */
  | { readonly is: 'unseen'; readonly says: string }

export function lookAtFile(path: string): FileSeen {
  try {
    const found = statSync(path, { throwIfNoEntry: false })
    return found === undefined ? { is: 'missing' } : { is: 'there', mode: (found.mode & 0o777).toString(8) }
  } catch (error) {
    return { is: 'unseen', says: `${path}: ${sentenceOf(error)}` }
  }
}
