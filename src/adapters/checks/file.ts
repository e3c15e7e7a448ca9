import type { Look } from '../../ports/look.ts'
import { beginning, find } from './files.ts'

const BEGINNING_BYTES = 1024 * 1024

export function fileLook(dir: string): Look<'file'> {
  return async ({ path, contains }) => {
    const found = await find(dir, path)
    if (!('bytes' in found)) return found
    const bytes = Math.min(found.bytes, BEGINNING_BYTES)
    return { ...found, beginning: contains === null ? null : await beginning(dir, path, bytes) }
  }
}
