import { closeSync, constants, fstatSync, openSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const SIZE_MAX = 64 * 1024

/** The file's text without its final line break; null when there is no such file. Throws when others could read it. */
export function readSecretFile(dir: string, name: string): string | null {
  const path = join(dir, name)
  const fd = open(path)
  if (fd === null) return null
  try {
    const stat = fstatSync(fd)
    if (!stat.isFile()) throw new Error(`${path} is not a regular file: a secret is kept in a plain file`)
    if ((stat.mode & 0o077) !== 0)
      throw new Error(
        `${path} can be read by other users: run chmod 600 ${path}, and replace the secret if it leaked`,
      )
    if (stat.size > SIZE_MAX) throw new Error(`${path} is larger than ${SIZE_MAX} bytes: that is no secret`)
    return readFileSync(fd, 'utf8').replace(/\r?\n$/, '')
  } finally {
    closeSync(fd)
  }
}

export function secretFileNames(dir: string): readonly string[] {
  try {
    return readdirSync(dir)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return []
    throw new Error(`cannot read the secrets' directory ${dir}`, { cause: error })
  }
}

/** Not blocking, so that a named pipe cannot hold the server up. */
function open(path: string): number | null {
  try {
    return openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null
    throw new Error(`cannot open ${path}`, { cause: error })
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}
