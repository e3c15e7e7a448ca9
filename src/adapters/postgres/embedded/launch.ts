import { type ChildProcess, execFile, type StdioOptions, spawn } from 'node:child_process'
import { chmod, chown, cp, mkdir, rename, rm, stat, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import type { Binaries } from './binaries.ts'

/**
 * How a Postgres program is started here. Postgres refuses to run as root, so root needs a way around:
 *
 *   as ourselves     we are not root
 *   in a namespace   root: a user namespace in which we are `nobody`, while files stay ours
 *   as nobody        root where user namespaces are denied: binaries and data are handed to an account without a name
 */
export type Launch = {
  start(program: 'initdb' | 'postgres', args: readonly string[], stdio: StdioOptions): ChildProcess
  /** Makes a file or directory below the data directory usable for the account that Postgres runs as. */
  hand(path: string): Promise<void>
}

export async function chooseLaunch(
  binaries: Binaries,
  dir: string,
  namespacesAllowed: () => Promise<boolean> = namespacesWork,
): Promise<Launch> {
  if (process.getuid?.() !== 0) return plain(await wholeNative(binaries, dir))
  if (await namespacesAllowed()) return inNamespace(await wholeNative(binaries, dir))
  return asNobody(binaries, dir)
}

/** `nobody`, by number: a bare machine need not have the name. */
const NOBODY = 65_534
const NAMESPACE = ['-U', `--map-user=${NOBODY}`, `--map-group=${NOBODY}`, '--']

function plain(native: string): Launch {
  return {
    start: (program, args, stdio) => spawn(join(native, 'bin', program), args, { ...bare, stdio }),
    hand: async () => {},
  }
}

function inNamespace(native: string): Launch {
  return {
    start: (program, args, stdio) =>
      spawn('unshare', [...NAMESPACE, join(native, 'bin', program), ...args], { ...bare, stdio }),
    hand: async () => {},
  }
}

async function asNobody(binaries: Binaries, dir: string): Promise<Launch> {
  await openToOthers(dir)
  const native = await readableCopy(binaries, dir)
  return {
    start: (program, args, stdio) =>
      spawn(join(native, 'bin', program), args, { ...bare, stdio, uid: NOBODY, gid: NOBODY }),
    hand: (path) => chown(path, NOBODY, NOBODY),
  }
}

/**
 * Own process group, so that Ctrl-C in a terminal ends us first; and nothing of our environment, which holds secrets.
 */
const bare = {
  detached: true,
  cwd: '/',
  env: { PATH: process.env.PATH ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' },
}

async function namespacesWork(): Promise<boolean> {
  if (process.platform !== 'linux') return false
  const tried = promisify(execFile)('unshare', [...NAMESPACE, 'true'], { timeout: 5_000 })
  return tried.then(
    () => true,
    () => false,
  )
}

/**
 * The account must be able to pass through every parent. Those that are ours to open are opened for passing only, not
 * for reading: the directory right above, which is the server's own, and what lies in the system's temporary
 * directory.
 */
async function openToOthers(dir: string): Promise<void> {
  await chmod(dir, 0o711)
  for (let parent = dirname(dir); ; parent = dirname(parent)) {
    const { mode, uid } = await stat(parent)
    const isClosed = (mode & 0o001) === 0
    const isOurs = uid === 0 && (parent === dirname(dir) || parent.startsWith(`${tmpdir()}/`))
    if (isClosed && isOurs) await chmod(parent, (mode & 0o777) | 0o001)
    else if (isClosed)
      throw new Error(
        `Postgres does not run as root, user namespaces are denied here, and ${parent} is closed to other accounts: ` +
          'choose a data directory that others may pass through, run as an ordinary user, or set DATABASE_URL',
      )
    if (parent === dirname(parent)) return
  }
}

/** The package may belong to somebody else, so nothing is written there: one that lacks its links is copied. */
const wholeNative = async (binaries: Binaries, dir: string): Promise<string> =>
  binaries.missingLinks.length === 0 ? binaries.native : readableCopy(binaries, dir)

async function readableCopy({ native, name, missingLinks }: Binaries, dir: string): Promise<string> {
  const { version } = (await import(`${dirname(native)}/package.json`, { with: { type: 'json' } })).default
  const copy = join(dir, `postgres-${name.split('/').at(-1)}-${version}`)
  if (await stat(copy).catch(() => null)) return copy
  const aside = `${copy}.new`
  await rm(aside, { recursive: true, force: true })
  await mkdir(aside, { mode: 0o755 })
  await cp(native, aside, { recursive: true, verbatimSymlinks: true })
  for (const { source, target } of missingLinks)
    await symlink(basename(source), join(aside, target.slice('native/'.length)))
  await rename(aside, copy)
  return copy
}
