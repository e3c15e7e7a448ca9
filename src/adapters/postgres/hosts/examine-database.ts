import { X509Certificate } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { type DatabaseFinding, databaseFindings } from '../../../core/database/findings.ts'
import { UrlRefused } from '../../../core/database/url-refused.ts'
import type { Instant } from '../../../core/time/instant.ts'
import { hostsOf, seenAt } from './find-host.ts'
import type { DatabaseAccess, Hosts } from './hosts.ts'

/** Looks at every host of a database, and at the files that a connection needs. */
export async function examineDatabase(
  access: DatabaseAccess,
  now: Instant,
): Promise<readonly DatabaseFinding[]> {
  const hosts = readOrRefused(access)
  if ('refused' in hosts) return [hosts.refused]
  const own = hosts.url.tls?.own ?? null
  const secrets = [access.passwordFile, own?.key].filter((path) => path !== undefined)
  return databaseFindings(
    {
      url: hosts.url,
      seen: await Promise.all(hosts.url.hosts.map((host) => seenAt(host, hosts))),
      secrets: secrets.flatMap((path) => ({ path, mode: modeOf(path) })),
      certificateEndsAt: own === null ? null : endOf(own.certificate),
    },
    now,
  )
}

function readOrRefused(access: DatabaseAccess): Hosts | { readonly refused: DatabaseFinding } {
  try {
    return hostsOf(access)
  } catch (error) {
    if (!(error instanceof UrlRefused)) throw error
    return { refused: { is: 'bad', says: error.message, remedy: error.remedy } }
  }
}

/** None where it is not there; what follows of that is said by the connection that needs it. */
const modeOf = (path: string): number => (statSync(path, { throwIfNoEntry: false })?.mode ?? 0) & 0o777

function endOf(certificate: string): Instant | null {
  try {
    return Date.parse(new X509Certificate(readFileSync(certificate)).validTo)
  } catch {
    // One that cannot be read is told by the connection that needs it.
    return null
  }
}
