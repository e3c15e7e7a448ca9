import { UrlRefused } from './url-refused.ts'

/** How a connection to Postgres is encrypted, and what is looked at. Files are named, not read. */
export type Tls = {
  /** `nothing`: any server is believed. `authority`: any that has a certificate which the authority signed. */
  readonly looksAt: 'nothing' | 'authority' | 'authority-and-name'
  /** A PEM file, those that the system trusts, or those that Node brings with it. */
  readonly ca: { readonly file: string } | 'system' | 'built-in'
  /** What we show of ourselves. */
  readonly own: { readonly certificate: string; readonly key: string } | null
  /** TLS from the first byte, which Postgres knows from version 17 on. */
  readonly isDirect: boolean
}

type Given = Readonly<Partial<Record<string, string>>>

const CHOOSE = 'write sslmode=verify-full with sslrootcert=FILE, sslmode=require, or sslmode=disable'

/**
 * What libpq means by these parameters; nothing given is not encrypted. Two of its modes are refused, because whether
 * they encrypt is for the other end to decide. Throws `UrlRefused`.
 */
export function tlsOf(given: Given, usual: string | null): Tls | null {
  const mode = modeIn(given, usual)
  const { sslrootcert: root, sslcert: certificate, sslkey: key, sslnegotiation = 'postgres' } = given
  const parts = ['sslrootcert', 'sslcert', 'sslkey'].filter((name) => given[name] !== undefined)
  if (!['postgres', 'direct'].includes(sslnegotiation))
    throw new UrlRefused('sslnegotiation is not a word of libpq', 'write postgres or direct, or leave it out')
  if (mode === null || mode === 'disable') {
    const unused = [...parts, ...(sslnegotiation === 'direct' ? ['sslnegotiation'] : [])]
    if (unused.length === 0) return null
    throw new UrlRefused(
      `the database URL has ${unused.join(' and ')}, and nothing is encrypted`,
      'write sslmode=verify-full beside it',
    )
  }
  if ((certificate === undefined) !== (key === undefined))
    throw new UrlRefused('sslcert and sslkey belong together', 'name both files, or neither')
  return {
    ...trust(mode, root),
    own: certificate === undefined || key === undefined ? null : { certificate, key },
    isDirect: sslnegotiation === 'direct',
  }
}

type Encrypted = 'require' | 'verify-ca' | 'verify-full'

function modeIn(given: Given, usual: string | null): Encrypted | 'disable' | null {
  // JDBC's word, which libpq takes as well.
  if (given.ssl !== undefined && (given.ssl !== 'true' || given.sslmode !== undefined))
    throw new UrlRefused('ssl in the database URL can only be true, without an sslmode', CHOOSE)
  const mode = given.sslmode ?? (given.ssl === 'true' ? 'require' : usual)
  switch (mode) {
    case null:
    case 'disable':
    case 'require':
    case 'verify-ca':
    case 'verify-full':
      return mode
    case 'allow':
    case 'prefer':
      throw new UrlRefused(`sslmode=${mode} leaves it to the other end whether anything is encrypted`, CHOOSE)
    default:
      throw new UrlRefused('sslmode of the database is not a word of libpq', CHOOSE)
  }
}

function trust(mode: Encrypted, root: string | undefined): Pick<Tls, 'looksAt' | 'ca'> {
  if (root === 'system' && mode !== 'verify-full')
    throw new UrlRefused(
      `sslrootcert=system with sslmode=${mode} would believe anybody with a certificate`,
      'write sslmode=verify-full',
    )
  const ca = root === undefined ? 'built-in' : root === 'system' ? 'system' : { file: root }
  switch (mode) {
    case 'verify-full':
      return { looksAt: 'authority-and-name', ca }
    case 'verify-ca':
      if (root !== undefined) return { looksAt: 'authority', ca }
      throw new UrlRefused('sslmode=verify-ca needs an authority', 'name its PEM file: sslrootcert=FILE')
    case 'require':
      // As libpq has it: who names an authority wants it looked at.
      return { looksAt: root === undefined ? 'nothing' : 'authority', ca }
  }
}
