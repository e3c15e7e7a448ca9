/** A certificate authority of a test, by openssl: it signs, and revokes. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export type Signed = { readonly certificate: string; readonly key: string }

export type Authority = {
  /** Its own certificate, a PEM file. */
  readonly ca: string
  /** What it has revoked, a PEM file that is there from the beginning. */
  readonly revoked: string
  /** For these DNS names, valid from now for so many days; below zero it has expired. */
  readonly sign: (name: string, days?: number) => Signed
  readonly revoke: (signed: Signed) => void
  /** Makes the list anew, so that it ends then; it has begun. */
  readonly listUntil: (end: Date) => void
}

const CURVE = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']

/** Throws where there is no openssl. */
export function authorityIn(dir: string, named = 'authority'): Authority {
  mkdirSync(dir, { recursive: true })
  const at = (name: string) => join(dir, name)
  const openssl = (...args: readonly string[]) => execFileSync('openssl', args, { stdio: 'pipe' })
  const [ca, key, revoked, config] = [at('ca.pem'), at('ca.key'), at('revoked.pem'), at('ca.cnf')]
  openssl('req', '-x509', ...CURVE, '-keyout', key, '-out', ca, '-days', '30', '-subj', `/CN=${named}`)
  const own = `database=${at('index.txt')}\ncrlnumber=${at('crlnumber')}\ndefault_md=sha256\ndefault_crl_days=30\n`
  writeFileSync(config, `[ca]\ndefault_ca=own\n[own]\n${own}`)
  writeFileSync(at('index.txt'), '')
  writeFileSync(at('crlnumber'), '01\n')
  const list = (...times: readonly string[]) =>
    openssl('ca', '-config', config, '-gencrl', '-keyfile', key, '-cert', ca, '-out', revoked, ...times)
  list()
  let signed = 0
  return {
    ca,
    revoked,
    sign: (name, days = 30) => {
      signed += 1
      const file = (end: string) => at(`${name}-${signed}.${end}`)
      const made = { certificate: file('pem'), key: file('key') }
      openssl('req', ...CURVE, '-keyout', made.key, '-out', file('csr'), '-subj', `/CN=${name}`)
      writeFileSync(file('ext'), `subjectAltName=DNS:${name}\n`)
      openssl(
        ...['x509', '-req', '-in', file('csr'), '-CA', ca, '-CAkey', key, '-CAcreateserial'],
        ...['-days', String(days), '-extfile', file('ext'), '-out', made.certificate],
      )
      return made
    },
    revoke: ({ certificate }) => {
      openssl('ca', '-config', config, '-keyfile', key, '-cert', ca, '-revoke', certificate)
      list()
    },
    listUntil: (end) =>
      list(
        '-crl_lastupdate',
        stamp(new Date(Math.min(end.getTime(), Date.now()) - DAY_MS)),
        '-crl_nextupdate',
        stamp(end),
      ),
  }
}

const DAY_MS = 24 * 3_600_000

/** As openssl takes it: 20300131120000Z. */
const stamp = (at: Date): string => at.toISOString().replace(/[-:T]|\.\d+/g, '')
