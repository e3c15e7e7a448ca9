import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { AdminIdentity, Pems } from '../../../ports/admin-identity.ts'

export type PemFiles = {
  readonly ca: string
  readonly certificate: string
  readonly key: string
  readonly revoked?: string | undefined
}

/** Read anew for each connection, which are few: a certificate that is renewed counts without a restart. */
export function pemFiles(files: PemFiles, at: string): AdminIdentity {
  const read = (what: string, file: string): string => {
    const path = resolve(at, file)
    try {
      return readFileSync(path, 'utf8')
    } catch (cause) {
      const code = (cause as NodeJS.ErrnoException).code ?? String(cause)
      throw new Error(`${what} ${path} cannot be read (${code})`, { cause })
    }
  }
  return (): Pems => ({
    ca: read('the certificate authority', files.ca),
    cert: read('the certificate', files.certificate),
    key: read('the key', files.key),
    ...(files.revoked === undefined ? {} : { crl: read('the list of revoked certificates', files.revoked) }),
  })
}
