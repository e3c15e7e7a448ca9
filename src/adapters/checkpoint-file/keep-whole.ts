import { open, rename } from 'node:fs/promises'

/** Either the old text is there or the new one, whenever the power fails. For us alone. */
export async function keepWhole(path: string, text: string): Promise<void> {
  const aside = `${path}.new`
  const file = await open(aside, 'w', 0o600)
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(aside, path)
}
