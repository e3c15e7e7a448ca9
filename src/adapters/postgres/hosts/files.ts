import { readFileSync } from 'node:fs'
import type { ConnectionOptions } from 'node:tls'
import { getCACertificates } from 'node:tls'
import type { Tls } from '../../../core/database/tls.ts'
import { FileNotRead } from './not-connected.ts'

/** Without the end of its line, which editors and `echo` put there. Throws `FileNotRead`. */
export function passwordIn(file: string): string {
  const password = read('the password of the database', file).replace(/\r?\n$/, '')
  if (password === '') throw new FileNotRead(`the password of the database is missing: ${file} is empty`)
  return password
}

/**
 * For one connection, as the files are at this moment: what is renewed counts for the next one, without a restart.
 * Throws `FileNotRead`.
 */
export function tlsOptions({ looksAt, ca, own }: Tls): ConnectionOptions {
  const options: ConnectionOptions = {
    ...trusted(ca),
    ...(own === null ? {} : { cert: read('the certificate for the database', own.certificate) }),
    rejectUnauthorized: looksAt !== 'nothing',
    ...(looksAt === 'authority-and-name' ? {} : { checkServerIdentity: () => undefined }),
  }
  // As the driver hides it from whatever prints a client.
  if (own !== null)
    Object.defineProperty(options, 'key', {
      value: read('the key for the database', own.key),
      enumerable: false,
    })
  return options
}

function trusted(ca: Tls['ca']): ConnectionOptions {
  if (ca === 'built-in') return {}
  return {
    ca: ca === 'system' ? getCACertificates('system') : read('the authority of the database', ca.file),
  }
}

function read(what: string, file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    const why = code === 'ENOENT' ? 'is not there' : code === 'EACCES' ? 'may not be read' : `: ${code}`
    throw new FileNotRead(`${what} cannot be read: ${file} ${why}`, { cause })
  }
}
