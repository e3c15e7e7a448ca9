/** Postgres refuses to run as root; root takes the account of nobody, by number, for it. */
import { chmodSync, chownSync, mkdtempSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { run } from '../../../../parts/run-program.ts'

const NOBODY = 65_534
const NAMESPACE = ['-U', `--map-user=${NOBODY}`, `--map-group=${NOBODY}`, '--']
const OTHER_ACCOUNT = [`--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups', '--']

export type Account = {
  /** The program and arguments that start another program as this account. */
  readonly as: (program: string, args: readonly string[]) => readonly [string, readonly string[]]
  /** Where the account may have its data: `wanted`, or a folder of its own that it can reach. */
  readonly home: (wanted: string) => string
}

/** As ourselves; as root in a user namespace, where files stay ours; where these are denied, by setpriv. */
export async function accountFor(bin: string): Promise<Account> {
  if (process.getuid?.() !== 0) return { as: (program, args) => [program, args], home: (wanted) => wanted }
  const allowed = await run('unshare', [...NAMESPACE, 'true'], { limitMs: 5_000 })
  if (allowed.code === 0)
    return { as: (program, args) => ['unshare', [...NAMESPACE, program, ...args]], home: (wanted) => wanted }
  if (!passable(bin))
    throw new Error(
      `Postgres does not run as root, and other accounts cannot reach ${bin}: open it, or be another user`,
    )
  return { as: (program, args) => ['setpriv', [...OTHER_ACCOUNT, program, ...args]], home: ownFolder }
}

function ownFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'shop-postgres-'))
  chmodSync(folder, 0o700)
  chownSync(folder, NOBODY, NOBODY)
  return folder
}

function passable(path: string): boolean {
  const { mode } = statSync(path)
  return (mode & 0o001) !== 0 && (path === dirname(path) || passable(dirname(path)))
}
