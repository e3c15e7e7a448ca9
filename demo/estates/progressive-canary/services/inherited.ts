/** What the shop's processes get of our environment: what apt and Node need, and no secret of ours. */
import { join } from 'node:path'
import process from 'node:process'
import { cacheDirectory, keptPlaces } from '../../../process/kept-places.ts'

/** With compiled sources at hand a process is up in half the time. */
export function inherited(): Record<string, string> {
  const { PATH = '', HOME = '' } = process.env
  return { PATH, HOME, NODE_COMPILE_CACHE: join(cacheDirectory, 'compile'), ...keptPlaces() }
}
