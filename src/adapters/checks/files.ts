import { open, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Instant } from '../../core/time/instant.ts'
import { codeOf } from '../../ports/network-reason.ts'

/** Of a file that people may have written by mistake: more is not read. */
const FILE_BYTES_MAX = 64 * 1024 * 1024

export type Found =
  | { readonly missing: string }
  | { readonly unable: string }
  | { readonly bytes: number; readonly modifiedAt: Instant }

/** What is said of a file without reading it. */
export async function find(dir: string, path: string): Promise<Found> {
  try {
    const found = await stat(resolve(dir, path))
    if (!found.isFile()) return { missing: `${path} is not a file` }
    return { bytes: found.size, modifiedAt: found.mtimeMs }
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return { missing: path }
    return { unable: `${path}: ${codeOf(error) ?? 'it is not known why'}` }
  }
}

/** The first `bytes` of it, as text. */
export async function beginning(dir: string, path: string, bytes: number): Promise<string> {
  const file = await open(resolve(dir, path))
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, 0)
    return buffer.subarray(0, bytesRead).toString('utf8')
  } finally {
    await file.close()
  }
}

export type Whole =
  | Exclude<Found, { bytes: number }>
  | { readonly text: string; readonly modifiedAt: Instant }

/** All of it, where it is not too much. */
export async function whole(dir: string, path: string): Promise<Whole> {
  const found = await find(dir, path)
  if (!('bytes' in found)) return found
  if (found.bytes > FILE_BYTES_MAX)
    return { unable: `${path} is larger than ${FILE_BYTES_MAX / 1024 / 1024} MiB` }
  return { text: await beginning(dir, path, found.bytes), modifiedAt: found.modifiedAt }
}
