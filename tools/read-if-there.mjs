import { readFileSync } from 'node:fs'

/** The text of a file; undefined when there is none. */
export function readIfThere(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (error.code === 'ENOENT') return undefined
    throw error
  }
}
