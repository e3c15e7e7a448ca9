import { join } from 'node:path'
import { env } from 'node:process'

/**
 * Where what can be had again is kept, such as unpacked parts: `.cache/` of a checkout. An installed package may be
 * read-only, so there `bin/installed.mjs` names a directory of the user's.
 */
export const cacheDirectory: string = env.CUTWATER_CACHE ?? join(import.meta.dirname, '..', '..', '.cache')

/** For a child of the demo that gets an environment of its own: that directory, and where Node keeps compiled code. */
export function keptPlaces(): Record<string, string> {
  const { CUTWATER_CACHE } = env
  return { ...keptCode(), ...(CUTWATER_CACHE === undefined ? {} : { CUTWATER_CACHE }) }
}

/** For a command of a binding, which may set no variable of Cutwater's. */
export function keptCode(): Record<string, string> {
  const { NODE_COMPILE_CACHE } = env
  return NODE_COMPILE_CACHE === undefined ? {} : { NODE_COMPILE_CACHE }
}
