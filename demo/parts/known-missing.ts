/** A machine without network should not wait for it once for every test. */
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

const BELIEVED_MS = 10 * 60_000

const note = (cache: string, name: string) => join(cache, `${name}.missing`)

/** Why it could not be had a moment ago. Null when that is to be tried. */
export async function knownMissing(cache: string, name: string): Promise<string | null> {
  const file = note(cache, name)
  const noted = await stat(file).catch(() => null)
  if (noted === null || Date.now() - noted.mtimeMs > BELIEVED_MS) return null
  return (await readFile(file, 'utf8').catch(() => '')).trim() || null
}

/** Best effort: where nothing can be written it is simply tried again. */
export async function rememberMissing(cache: string, name: string, because: string): Promise<void> {
  await mkdir(cache, { recursive: true }).catch(() => undefined)
  await writeFile(note(cache, name), `${because}\n`).catch(() => undefined)
}

export async function forgetMissing(cache: string, name: string): Promise<void> {
  await rm(note(cache, name), { force: true })
}
