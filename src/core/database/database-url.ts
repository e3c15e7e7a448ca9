import { didYouMean } from '../document/did-you-mean.ts'
import { type HostList, hostsIn } from './host-list.ts'
import { type Tls, tlsOf } from './tls.ts'
import { UrlRefused } from './url-refused.ts'

/** Which session a server takes: any that the one host gives it, or only one in which it may write. */
export type SessionWanted = 'any' | 'read-write' | 'primary'

/** A URL of a Postgres, in the words of libpq. */
export type DatabaseUrl = {
  readonly hosts: HostList
  readonly user: string | null
  readonly password: string | null
  readonly database: string | null
  readonly session: SessionWanted
  /** Null: not encrypted. */
  readonly tls: Tls | null
  /** What the server is to be started with, `-c work_mem=8MB`. */
  readonly options: string | null
  readonly applicationName: string | null
  /** How long one host may take to let us in. */
  readonly connectLimitMs: number
}

/** What libpq has and means something here; whatever else stands in a URL would be passed over in silence. */
const KNOWN = [
  ...['host', 'port', 'user', 'password', 'dbname', 'options', 'application_name', 'connect_timeout'],
  ...['target_session_attrs', 'sslmode', 'sslrootcert', 'sslcert', 'sslkey', 'sslnegotiation', 'ssl'],
  ...['uselibpqcompat', 'channel_binding', 'gssencmode'],
]
const FORM =
  'write postgres://USER:PASSWORD@HOST:PORT/DATABASE, several hosts as HOST:PORT,HOST:PORT, and in a password / as %2F, ? as %3F, # as %23'
const ALONE_LIMIT_MS = 5_000
/** Of each of several, so that the next is reached while a person still waits. */
const EACH_LIMIT_MS = 3_000

/**
 * Reads a URL with one host or several. `sslmode` counts where the URL has none. Throws `UrlRefused`, never with a
 * part of the URL in it that may be a password.
 */
export function readDatabaseUrl(text: string, sslmode: string | null = null): DatabaseUrl {
  const [, authority = '', path = '', query = ''] =
    /^postgres(?:ql)?:\/\/([^/?#\s]*)(?:\/([^?#\s]*))?(?:\?([^#]*))?$/.exec(text) ?? refuseForm()
  const at = authority.lastIndexOf('@')
  const [user = '', ...password] = at < 0 ? [] : authority.slice(0, at).split(':')
  const given = parametersIn(query)
  const hosts = hostsIn(given.host ?? decoded(authority.slice(at + 1)), given.port ?? null)
  if ((given.uselibpqcompat ?? 'true') !== 'true')
    throw new UrlRefused(
      'uselibpqcompat in the database URL can only be true',
      'leave it out: it is so anyway',
    )
  for (const name of WHERE_IT_CAN) refuseMust(name, given[name])
  return {
    hosts,
    user: given.user ?? filled(decoded(user)),
    password: given.password ?? filled(decoded(password.join(':'))),
    database: given.dbname ?? filled(decoded(path)),
    session: sessionIn(given.target_session_attrs ?? null, hosts.length),
    tls: tlsOf(given, sslmode),
    // As Node's own URLs write a space.
    options: given.options?.replaceAll('+', ' ') ?? null,
    applicationName: given.application_name ?? null,
    connectLimitMs:
      given.connect_timeout === undefined
        ? hosts.length === 1
          ? ALONE_LIMIT_MS
          : EACH_LIMIT_MS
        : limitIn(given.connect_timeout),
  }
}

function parametersIn(query: string): Readonly<Partial<Record<string, string>>> {
  const given: Partial<Record<string, string>> = {}
  for (const pair of query.split('&').filter((one) => one !== '')) {
    const [name = '', ...value] = pair.split('=')
    const key = decoded(name)
    if (!KNOWN.includes(key))
      throw new UrlRefused(
        `the database URL has a parameter ${key.slice(0, 40)} that is not known here`,
        didYouMean(key, KNOWN),
      )
    if (key in given) throw new UrlRefused(`the database URL has ${key} twice`, 'keep one of them')
    given[key] = decoded(value.join('='))
  }
  return given
}

function sessionIn(wanted: string | null, hosts: number): SessionWanted {
  switch (wanted) {
    case null:
      return hosts === 1 ? 'any' : 'read-write'
    case 'read-write':
    case 'primary':
      return wanted
    case 'any':
    case 'read-only':
    case 'standby':
    case 'prefer-standby':
      throw new UrlRefused(
        `target_session_attrs=${wanted} may lead to a standby, and a server has to write`,
        'write read-write or primary, or leave it out',
      )
    default:
      throw new UrlRefused('target_session_attrs is not a word of libpq', 'write read-write or primary')
  }
}

/** Hosted services put these into their URLs. Nothing of it is here, so it may be preferred and not demanded. */
const WHERE_IT_CAN = ['channel_binding', 'gssencmode'] as const

function refuseMust(name: string, word: string | undefined): void {
  if (word === undefined || word === 'prefer' || word === 'disable') return
  throw new UrlRefused(
    `${name} in the database URL cannot be demanded here`,
    `write ${name}=prefer, or leave it out`,
  )
}

function limitIn(text: string): number {
  if (!/^[1-9]\d{0,2}$/.test(text))
    throw new UrlRefused(
      'connect_timeout in the database URL is not a number of seconds from 1 to 999',
      'write one: without an end nobody waits here',
    )
  return Number(text) * 1_000
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw new UrlRefused(
      'a % in the database URL is not followed by two hexadecimal digits',
      'write it as %25',
    )
  }
}

const filled = (text: string): string | null => (text === '' ? null : text)

function refuseForm(): never {
  throw new UrlRefused('the database URL is not one of Postgres', FORM)
}
