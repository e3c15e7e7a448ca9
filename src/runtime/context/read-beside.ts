import { readFileSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { ReadBeside } from '../../core/binding/openslo-signal.ts'

const BYTES_MAX = 1024 * 1024

/** Reads what a binding names, from the directory that it lies in. */
export function readBeside(bindingFile: string): ReadBeside {
  const directory = dirname(resolve(bindingFile))
  return (path) => {
    const file = resolve(directory, path)
    try {
      const seen = statSync(file)
      if (!seen.isFile()) return { wrong: 'it is no file' }
      if (seen.size > BYTES_MAX) return { wrong: 'it is larger than 1 MiB' }
      return { text: readFileSync(file, 'utf8') }
    } catch (error) {
      return { wrong: error instanceof Error && 'code' in error ? String(error.code) : String(error) }
    }
  }
}
