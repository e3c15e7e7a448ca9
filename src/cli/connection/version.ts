import { readFileSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const PACKAGE = new URL('../../../package.json', import.meta.url)

export function version(): string {
  const { version } = JSON.parse(readFileSync(PACKAGE, 'utf8')) as { version: string }
  return version
}

/** `file` is another once another package was put into its place, also one of the same version. */
export type Installation = { readonly at: string; readonly version: string; readonly file: string }

export function installation(): Installation {
  const { ino, mtimeMs } = statSync(PACKAGE)
  return { at: fileURLToPath(PACKAGE), version: version(), file: `${ino} ${mtimeMs}` }
}
