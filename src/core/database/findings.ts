import { closeToOthers, isOpenToOthers } from '../access/secret-mode.ts'
import { formatDuration } from '../time/duration.ts'
import type { Instant } from '../time/instant.ts'
import { besideTheLast, type Seen, whyNot } from './choose-host.ts'
import { connectRemedy } from './connect-remedy.ts'
import type { DatabaseUrl } from './database-url.ts'
import { type DatabaseHost, hostWords, isSameHost } from './host-list.ts'

/** `missing`: worth a look, and may be right. */
export type DatabaseFinding = {
  readonly is: 'good' | 'missing' | 'bad'
  readonly says: string
  readonly remedy: string
}

/** A file with a secret in it; `mode` as `chmod` takes it. */
export type SecretFile = { readonly path: string; readonly mode: number }

export type Examined = {
  readonly url: DatabaseUrl
  /** Every host, with the code of the error that it gave. */
  readonly seen: readonly (Seen & { readonly code: string | null })[]
  readonly secrets: readonly SecretFile[]
  /** Of the certificate that we show. */
  readonly certificateEndsAt: Instant | null
}

/** What is right and wrong with a database and the way to it. */
export function databaseFindings({ url, seen, secrets, ...own }: Examined, now: Instant): DatabaseFinding[] {
  return [
    ...seen.map((one) => ofHost(one, seen, url)),
    ...secrets.filter(({ mode }) => isOpenToOthers(mode)).map(openToOthers),
    ...(own.certificateEndsAt === null ? [] : ofCertificate(own.certificateEndsAt, now)),
    ...ofTls(url),
  ]
}

const SOON_MS = 14 * 24 * 3_600_000
const PROMOTE = connectRemedy('25006')

function ofHost(one: Examined['seen'][number], seen: Examined['seen'], url: DatabaseUrl): DatabaseFinding {
  const name = hostWords(one.host)
  if (one.role.is === 'away')
    return { is: 'bad', says: `${name}: ${one.role.because}`, remedy: connectRemedy(one.code) }
  if (besideTheLast(seen).some(({ host }) => isSameHost(host, one.host)))
    return {
      is: 'bad',
      says: `${name} takes writes beside another that was promoted after it: what is written there is lost`,
      remedy: 'Stop it, and make it a standby of the other, as with pg_rewind.',
    }
  // Of the one host that is there more is wanted than a session is asked for.
  const fault = whyNot(one.role, url.hosts.length === 1 ? 'read-write' : url.session, null)
  if (fault === null) return { is: 'good', says: `${name} takes writes`, remedy: '' }
  const isStandby = one.role.is === 'standby' && seen.some(({ role }) => role.is === 'primary')
  if (isStandby) return { is: 'good', says: `${name} is a standby`, remedy: '' }
  return { is: 'bad', says: `${name}: ${fault}, and nothing can be written`, remedy: PROMOTE }
}

const openToOthers = ({ path, mode }: SecretFile): DatabaseFinding => ({
  is: 'bad',
  says: `${path} can be read by others (mode ${mode.toString(8)})`,
  remedy: `${closeToOthers(mode, 'it')}; in Kubernetes, defaultMode of its volume.`,
})

function ofCertificate(endsAt: Instant, now: Instant): readonly DatabaseFinding[] {
  const remedy = 'Put the new key and certificate into the place of the old ones, the key first.'
  if (endsAt <= now)
    return [{ is: 'bad', says: 'the certificate that is shown to the database has expired', remedy }]
  if (endsAt - now > SOON_MS) return []
  const left = formatDuration(Math.ceil((endsAt - now) / 3_600_000) * 3_600_000)
  return [{ is: 'missing', says: `the certificate that is shown to the database expires in ${left}`, remedy }]
}

function ofTls({ tls, hosts }: DatabaseUrl): readonly DatabaseFinding[] {
  const remedy = 'Write sslmode=verify-full and sslrootcert=FILE into the URL.'
  if (tls === null && !hosts.every(isHere))
    return [{ is: 'missing', says: 'what goes to the database is not encrypted', remedy }]
  if (tls?.looksAt !== 'nothing') return []
  return [
    { is: 'missing', says: 'the way to the database is encrypted, and any server there is believed', remedy },
  ]
}

const isHere = ({ host }: DatabaseHost): boolean =>
  host === '' || host === 'localhost' || host === '::1' || host.startsWith('127.') || host.startsWith('/')
