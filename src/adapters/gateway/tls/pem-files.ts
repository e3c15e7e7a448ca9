import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { AdminIdentity, Pems } from '../../../ports/admin-identity.ts'
import type { PemPair } from '../config/listener.ts'
import { plainly, SetupFault } from '../config/setup-fault.ts'

export type PemFiles = PemPair & { readonly ca: string; readonly revoked?: string | undefined }

/** Read anew for each connection, which are few: a certificate that is renewed counts without a restart. */
export function pemFiles(files: PemFiles, at: string): AdminIdentity {
  return (): Pems => ({
    ca: read('certificate authority', files.ca, at),
    ...pemPair(files, at),
    ...(files.revoked === undefined ? {} : { crl: read('list of revoked certificates', files.revoked, at) }),
  })
}

/** Throws `SetupFault` where one cannot be read. */
export const pemPair = ({ certificate, key }: PemPair, at = ''): { cert: string; key: string } => ({
  cert: read('certificate', certificate, at),
  key: read('key', key, at),
})

function read(what: string, file: string, at: string): string {
  const path = resolve(at, file)
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    throw new SetupFault(
      `The ${what} ${path} cannot be read: ${plainly(cause)}.`,
      'Name a PEM file that this user may read.',
      { cause },
    )
  }
}
