import { appendFileSync, existsSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'

/** What somebody said who latched a target past the server: for the server to write down when it is back. */
export type DirectKill = {
  readonly target: string
  readonly by: string
  readonly because: string
  /** ISO 8601. */
  readonly at: string
}

const file = (directory: string): string => join(directory, 'direct-kills.jsonl')
const taken = (directory: string): string => `${file(directory)}.taken`
const MOST = 1_000

/** False when there is no such data directory on this machine, or it cannot be written to. */
export function leaveDirectKill(directory: string, said: DirectKill): boolean {
  if (!existsSync(directory)) return false
  try {
    appendFileSync(file(directory), `${JSON.stringify(said)}\n`, { mode: 0o600 })
    return true
  } catch {
    return false
  }
}

/**
 * Hands over what was left, once each; what a server could not take is left for its next start. Lines that nobody
 * wrote like this are passed over.
 */
export async function takeDirectKills(
  directory: string,
  take: (said: DirectKill) => Promise<void>,
): Promise<void> {
  const [from, to] = [file(directory), taken(directory)]
  if (!existsSync(to) && existsSync(from)) renameSync(from, to)
  if (!existsSync(to)) return
  const lines = readFileSync(to, 'utf8').split('\n').slice(0, MOST)
  for (const said of lines.flatMap(readLine)) await take(said)
  rmSync(to)
}

function readLine(line: string): readonly DirectKill[] {
  try {
    const { target, by, because, at } = JSON.parse(line) as Record<keyof DirectKill, unknown>
    if ([target, by, because, at].some((word) => typeof word !== 'string' || word.length > 2_000)) return []
    return [{ target, by, because, at } as DirectKill]
  } catch {
    return []
  }
}
