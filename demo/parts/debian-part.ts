/**
 * A program that the demo and the tests stand on and that npm does not carry. One that is installed is used as it is;
 * else Debian's packages are unpacked into the cache, without installing anything, without root and without daemons.
 */
import { constants } from 'node:fs'
import { access, mkdtemp, readdir, rename, rm } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import process from 'node:process'
import { cacheDirectory } from '../process/kept-places.ts'
import { downloadPackages, unpackPackages } from './debian-packages.ts'
import { forgetMissing, knownMissing, rememberMissing } from './known-missing.ts'
import { run } from './run-program.ts'

export type PartName = 'haproxy' | 'prometheus' | 'redis-server' | 'dnsmasq' | 'systemd-analyze'
/** Start `binary` with `env` beside your own variables. */
export type Part = { readonly binary: string; readonly env: Readonly<Record<string, string>> }
/** A sentence for a skip, such as `MISSING haproxy: no package could be fetched`. */
export type Missing = { readonly missing: string }

const PARTS: Record<
  PartName,
  { readonly path: string; readonly versionFlag: string; readonly package?: string }
> = {
  haproxy: { path: 'usr/sbin/haproxy', versionFlag: '-v' },
  prometheus: { path: 'usr/bin/prometheus', versionFlag: '--version' },
  'redis-server': { path: 'usr/bin/redis-server', versionFlag: '--version' },
  dnsmasq: { path: 'usr/sbin/dnsmasq', versionFlag: '--version', package: 'dnsmasq-base' },
  'systemd-analyze': { path: 'usr/bin/systemd-analyze', versionFlag: '--version', package: 'systemd' },
}

const cache = join(cacheDirectory, 'debian')

/** The first time may take ten seconds and the network; from then on it is at hand. Never throws. */
export async function debianPart(name: PartName): Promise<Part | Missing> {
  const installed = await onPath(name)
  if (installed !== null) return installed
  const home = join(cache, name)
  try {
    const kept = await inDirectory(name, home)
    if (kept !== null) return kept
    const because = await knownMissing(cache, name)
    if (because !== null) return { missing: `MISSING ${name}: ${because}` }
    await unpackInto(home, name)
    await forgetMissing(cache, name)
    const part = await inDirectory(name, home)
    if (part === null) throw new Error(`Debian's package has no ${PARTS[name].path}`)
    return part
  } catch (cause) {
    const because = cause instanceof Error ? cause.message : String(cause)
    await rememberMissing(cache, name, because)
    return { missing: `MISSING ${name}: ${because}` }
  }
}

async function onPath(name: PartName): Promise<Part | null> {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/local/sbin', '/usr/sbin']
  for (const folder of folders) {
    const part = { binary: join(folder, name), env: {} }
    if (folder !== '' && (await runs(name, part)) === null) return part
  }
  return null
}

/** Null when nothing is there; throws when what is there does not run. */
async function inDirectory(name: PartName, home: string): Promise<Part | null> {
  const binary = join(home, PARTS[name].path)
  if (!(await canExecute(binary))) return null
  const libraries = await libraryFolders(home)
  const part: Part = {
    binary,
    env: libraries.length === 0 ? {} : { LD_LIBRARY_PATH: libraries.join(delimiter) },
  }
  const fault = await runs(name, part)
  if (fault !== null) throw new Error(`the one from Debian's package does not run here: ${fault}`)
  return part
}

async function runs(name: PartName, part: Part): Promise<string | null> {
  if (!(await canExecute(part.binary))) return 'it is not there'
  const { code, said } = await run(part.binary, [PARTS[name].versionFlag], { env: part.env, limitMs: 10_000 })
  return code === 0 ? null : said
}

const canExecute = (file: string) =>
  access(file, constants.X_OK).then(
    () => true,
    () => false,
  )

/** Two processes may do this at the same time: each unpacks for itself, and the first rename wins. */
async function unpackInto(home: string, name: PartName): Promise<void> {
  const files = await downloadPackages(cache, PARTS[name].package ?? name)
  const own = await mkdtemp(join(cache, `${name}-`))
  try {
    await unpackPackages(files.packages, own)
    // Hundreds of megabytes of scripts and time zones for pages that are not used here.
    await rm(join(own, 'usr', 'share'), { recursive: true, force: true })
    await rename(own, home).catch(async (cause: unknown) => {
      if (!(await canExecute(join(home, PARTS[name].path)))) throw cause
    })
  } finally {
    await rm(own, { recursive: true, force: true })
    await rm(files.directory, { recursive: true, force: true })
  }
}

/** Where Debian puts libraries: `lib/<architecture>` and `usr/lib/<architecture>`. */
async function libraryFolders(home: string): Promise<string[]> {
  const folders: string[] = []
  for (const parent of [join(home, 'usr', 'lib'), join(home, 'lib')]) {
    const entries = await readdir(parent).catch(() => [])
    const found = entries.filter((entry) => entry.endsWith('-linux-gnu')).map((entry) => join(parent, entry))
    // The programs of systemd share a library that lies in a folder of their own.
    folders.push(...found.flatMap((folder) => [folder, join(folder, 'systemd')]))
  }
  return folders
}
