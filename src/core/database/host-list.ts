import { UrlRefused } from './url-refused.ts'

/** A name, an address, or the directory of a Unix socket; empty where the URL has none. */
export type DatabaseHost = { readonly host: string; readonly port: number }

export type HostList = readonly [DatabaseHost, ...DatabaseHost[]]

export const hostWords = ({ host, port }: DatabaseHost): string =>
  host.startsWith('/')
    ? `${host}/.s.PGSQL.${port}`
    : `${host.includes(':') ? `[${host}]` : host || 'localhost'}:${port}`

export const isSameHost = (one: DatabaseHost, other: DatabaseHost): boolean =>
  one.host === other.host && one.port === other.port

const PORT = 5432

/** `h1:5432,h2,[::1]:6432`; `ports` of the parameter counts for each host, or one for all. Throws `UrlRefused`. */
export function hostsIn(list: string, ports: string | null): HostList {
  const apart = ports === null ? [] : ports.split(',').map(portIn)
  const names = list.split(',')
  if (apart.length > 1 && apart.length !== names.length)
    throw new UrlRefused(
      `the database URL has ${names.length} hosts and ${apart.length} ports`,
      'write one port, or one for each host',
    )
  const [first, ...others] = names.map((name, i) => hostIn(name, apart[i] ?? apart[0] ?? null))
  if (first === undefined || (others.length > 0 && [first, ...others].some(({ host }) => host === '')))
    throw new UrlRefused('one of the hosts in the database URL is empty', 'write HOST:PORT,HOST:PORT')
  return [first, ...others]
}

function hostIn(text: string, port: number | null): DatabaseHost {
  if (text.startsWith('/')) return { host: text, port: port ?? PORT }
  const [, six, name, own] = /^(?:\[([\da-fA-F:.%]+)\]|([^:[\]@]*))(?::(.*))?$/.exec(text) ?? refuseHost()
  return { host: six ?? name ?? '', port: port ?? (own === undefined || own === '' ? PORT : portIn(own)) }
}

function portIn(text: string): number {
  const port = Number(text)
  // What stands there is not repeated: it may be the end of a password that has a slash in it.
  if (!/^\d{1,5}$/.test(text) || port < 1 || port > 65_535)
    throw new UrlRefused(
      'a port in the database URL is not a number from 1 to 65535',
      'correct it, put an IPv6 address in brackets, and in a password write / as %2F, @ as %40',
    )
  return port
}

function refuseHost(): never {
  throw new UrlRefused(
    'a host in the database URL cannot be read',
    'write HOST:PORT, an IPv6 address in brackets; in a password write / as %2F, @ as %40, : as %3A',
  )
}
