import { closeSync, constants, fstatSync, openSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { closeToOthers, isOpenToOthers } from '../../core/access/secret-mode.ts'
import { SecretFault } from '../../ports/secrets.ts'

const SIZE_MAX = 64 * 1024

/**
 * The file's text without its final line break; null when there is no such file. Throws `SecretFault` when others could
 * read it.
 */
export function readSecretFile(dir: string, name: string): string | null {
  const path = join(dir, name)
  const fd = open(path)
  if (fd === null) return null
  try {
    const stat = fstatSync(fd)
    if (!stat.isFile())
      throw new SecretFault(`${path} is not a regular file: a secret is kept in a plain file`)
    if (isOpenToOthers(stat.mode))
      throw new SecretFault(
        `${path} can be read by other users: run ${closeToOthers(stat.mode, path)}, and replace the secret if it leaked`,
      )
    if (stat.size > SIZE_MAX)
      throw new SecretFault(`${path} is larger than ${SIZE_MAX} bytes: that is no secret`)
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
    throw new SecretFault(cannotOpen(path, codeOf(error)), { cause: error })
  }
}

const cannotOpen = (path: string, code: unknown): string =>
  code === 'EACCES'
    ? `${path} may not be read by the user of this process: give it to its group, with mode 640, or to that user, with mode 600`
    : `${path} cannot be opened (${code}): see the file and its directory`

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}
