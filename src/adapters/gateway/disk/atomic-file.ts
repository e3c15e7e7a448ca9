import { mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'

/**
 * Old text or new text, never half of one, and on the disk when this resolves: written beside, synced, renamed.
 * Made for its owner alone. One writer at a time per path.
 */
export async function writeAtomically(path: string, text: string): Promise<void> {
  const beside = `${path}.new`
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  await rm(beside, { force: true })
  await synced(beside, 'wx', (file) => file.writeFile(text))
  await rename(beside, path)
  await synced(dirname(path), 'r', async () => {})
}

export async function synced(
  path: string,
  flags: string,
  fill: (file: Awaited<ReturnType<typeof open>>) => Promise<void>,
): Promise<void> {
  const file = await open(path, flags, 0o600)
  try {
    await fill(file)
    await file.sync()
  } finally {
    await file.close()
  }
}
