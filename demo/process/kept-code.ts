import { env } from 'node:process'

/** For a child that gets an environment of its own: where Node keeps compiled code for the next start. */
export function keptCode(): Record<string, string> {
  const { NODE_COMPILE_CACHE } = env
  return NODE_COMPILE_CACHE === undefined ? {} : { NODE_COMPILE_CACHE }
}
