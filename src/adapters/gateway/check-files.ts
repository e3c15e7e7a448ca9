import { X509Certificate } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { createSecureContext } from 'node:tls'
import { closeToOthers, isOpenToOthers } from '../../core/access/secret-mode.ts'
import { type Fault, type Finding, fault, type Path, warning } from '../../core/document/finding.ts'
import type { Instant } from '../../core/time/instant.ts'
import { checkConfig, type GatewayConfig } from './config/config.ts'
import type { PemPair } from './config/listener.ts'
import { plainly } from './config/setup-fault.ts'
import { listFaults } from './tls/revocation-lists.ts'

/**
 * All that is wrong with a configuration, and with the files that it names as this user finds them, each with its
 * place. Nothing is made or asked. One that is not there is a warning: it may be looked at on another machine.
 */
export const checkConfigAndFiles = (path: string, now: Instant): Promise<readonly Finding[]> =>
  checkConfig(path, (config) => fileFaults(config, now))

const SOON_MS = 14 * 24 * 3_600_000

/** `config`: with its paths made whole. */
function fileFaults({ admin, routes, metrics, cookieSecretFile }: GatewayConfig, now: Instant): Fault[] {
  return [
    ...(admin === undefined ? [] : adminFaults(admin, now)),
    ...routes.flatMap(({ tls = [] }, i) =>
      tls.flatMap((pair, k) => pairFaults(pair, ['routes', i, 'tls', k], now)),
    ),
    ...(metrics?.tokenFile === undefined ? [] : textOf(metrics.tokenFile, ['metrics', 'tokenFile']).faults),
    ...cookieFaults(cookieSecretFile),
  ]
}

function adminFaults(admin: NonNullable<GatewayConfig['admin']>, now: Instant): readonly Fault[] {
  const pair = pairFaults(admin, ['admin'], now)
  const ca = textOf(admin.ca, ['admin', 'ca'])
  const crl = admin.revoked === undefined ? null : textOf(admin.revoked, ['admin', 'revoked'])
  const unread = [...pair, ...ca.faults, ...(crl?.faults ?? [])]
  if (ca.text === null || crl?.text === null) return unread
  const lists = crl === null ? {} : { crl: crl.text }
  const broken = unusable({ ca: ca.text, ...lists }, ['admin', crl === null ? 'ca' : 'revoked'])
  if (broken.length > 0) return [...unread, ...broken]
  return [
    ...unread,
    ...listFaults({ ca: ca.text, ...lists }, now).map(({ refusesAll, says, remedy }) => {
      const found = fault(['admin', 'revoked'], 'bad-list', says, remedy)
      return refusesAll ? found : warning(found)
    }),
  ]
}

function pairFaults({ certificate, key }: PemPair, place: Path, now: Instant): readonly Fault[] {
  const at = [...place, 'certificate']
  const [cert, secret] = [textOf(certificate, at), textOf(key, [...place, 'key'])]
  const unread = [...cert.faults, ...secret.faults]
  if (cert.text === null || secret.text === null) return unread
  const broken = unusable({ cert: cert.text, key: secret.text }, at)
  return broken.length > 0 ? broken : ended(cert.text, at, now)
}

function ended(certificate: string, at: Path, now: Instant): readonly Fault[] {
  const { validTo } = new X509Certificate(certificate)
  const until = Date.parse(validTo)
  if (until - now > SOON_MS) return []
  const found = (says: string) => fault(at, 'old-certificate', says, 'renew it: first its key, then itself')
  if (until <= now) return [found(`this certificate has expired (${validTo})`)]
  return [warning(found(`this certificate expires ${validTo}`))]
}

function unusable(pems: Parameters<typeof createSecureContext>[0], at: Path): readonly Fault[] {
  try {
    createSecureContext(pems)
    return []
  } catch (cause) {
    const remedy = 'name PEM files that belong together'
    return [fault(at, 'bad-certificate', `this cannot be used: ${plainly(cause)}`, remedy)]
  }
}

/** It is made at the first start where it is not there. */
function cookieFaults(path: string): readonly Fault[] {
  const mode = statSync(path, { throwIfNoEntry: false })?.mode
  if (mode === undefined) return []
  if (isOpenToOthers(mode))
    return [
      fault(
        ['cookieSecretFile'],
        'open-file',
        'this can be read by others',
        `run ${closeToOthers(mode, path)}`,
      ),
    ]
  return textOf(path, ['cookieSecretFile']).faults
}

type Text = { readonly text: string | null; readonly faults: readonly Fault[] }

function textOf(path: string, at: Path): Text {
  try {
    return { text: readFileSync(path, 'utf8'), faults: [] }
  } catch (cause) {
    const remedy = 'name a file that the user of the gateway may read'
    const found = fault(at, 'unread-file', `${path} cannot be read: ${plainly(cause)}`, remedy)
    const isMissing = (cause as NodeJS.ErrnoException).code === 'ENOENT'
    return { text: null, faults: [isMissing ? warning(found) : found] }
  }
}
