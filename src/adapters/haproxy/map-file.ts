import { randomBytes } from 'node:crypto'
import { open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { HaproxyUnavailable } from './runtime-socket.ts'

/** What HAProxy loads when it starts: one file per target, so that those who write different targets never meet. */
export function mapFileOf(maps: string, target: string): string {
  return join(maps, `${target.replaceAll('/', '.')}.map`)
}

export function mapText(target: string, entry: string): string {
  return `# Kept by cutwater: what HAProxy goes on with when it starts. Change it with cutwater, not here.\n${target} ${entry}\n`
}

/** The entry of the target in the file; null when it has none, or without a file. */
export async function entryInFile(file: string, target: string): Promise<string | null> {
  const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return ''
    throw new HaproxyUnavailable(`the map file ${file} cannot be read: ${cause.message}`, { cause })
  })
  const line = text.split('\n').find((one) => one.startsWith(`${target} `))
  return line === undefined ? null : line.slice(target.length + 1).trim()
}

/** Old text or new text, never half of one, and on the disk when this resolves. Several processes may do it at once. */
export async function writeMapFile(file: string, target: string, entry: string): Promise<void> {
  const beside = `${file}.${randomBytes(6).toString('hex')}`
  try {
    await synced(beside, 'wx', mapText(target, entry))
    await rename(beside, file)
    await synced(dirname(file), 'r', null)
    await removeLeftovers(file)
  } catch (cause) {
    await rm(beside, { force: true })
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new HaproxyUnavailable(
      `the map file ${file} cannot be written, so a restart of HAProxy would bring back what it holds: ${why}`,
      { cause },
    )
  }
}

/** Long past the time that anybody takes to write one. */
const LEFT_BEHIND_MS = 600_000

/** What a server was writing when it was killed. Ages are told by the file system that holds them all. */
async function removeLeftovers(file: string): Promise<void> {
  const changedAtMs = async (path: string) =>
    (await stat(path).catch(() => null))?.mtimeMs ?? Number.POSITIVE_INFINITY
  const now = await changedAtMs(file)
  for (const name of await readdir(dirname(file))) {
    if (!name.startsWith(`${basename(file)}.`) || !/\.[0-9a-f]{12}$/.test(name)) continue
    const path = join(dirname(file), name)
    if ((await changedAtMs(path)) < now - LEFT_BEHIND_MS) await rm(path, { force: true })
  }
}

async function synced(path: string, flags: string, text: string | null): Promise<void> {
  const handle = await open(path, flags, 0o644)
  try {
    if (text !== null) await handle.writeFile(text)
    await handle.sync()
  } finally {
    await handle.close()
  }
}
