/** Small JSON files that several processes share: written whole or not at all, read again only when they changed. */
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

export function writeJsonFile(path: string, value: unknown): void {
  mkdirSync(dirname(path), { recursive: true })
  const draft = `${path}.${process.pid}.draft`
  writeFileSync(draft, `${JSON.stringify(value, null, 2)}\n`)
  renameSync(draft, path)
}

/** Null when there is no such file; any other trouble throws. */
export function readJsonFile<T>(path: string): T | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as T
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw new Error(`cannot read ${path}`, { cause: error })
  }
}

/** A reader that parses only when the file was replaced; a missing file reads as `fallback`. */
export function jsonFileReader<T>(path: string, fallback: T): () => T {
  let seen = ''
  let value = fallback
  return () => {
    const stat = statSync(path, { throwIfNoEntry: false, bigint: true })
    const mark = stat ? `${stat.ino}/${stat.mtimeNs}/${stat.size}` : ''
    if (mark !== seen) {
      value = readJsonFile<T>(path) ?? fallback
      seen = mark
    }
    return value
  }
}
