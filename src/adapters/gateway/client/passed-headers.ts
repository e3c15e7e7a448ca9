import { type IncomingHttpHeaders, type IncomingMessage, STATUS_CODES } from 'node:http'
import { CANARY_HEADER, type IdentityHeaders } from './identity.ts'
import type { Peer } from './trust.ts'

/** Meant for one connection, not for the message (RFC 9110, 7.6.1); `expect` is answered here. */
const ONE_HOP = new Set([
  'connection',
  'expect',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])
/** Says where a request comes from, as `X-Forwarded-…` does. */
const ORIGIN = new Set(['forwarded', 'x-real-ip'])
/** Written here. */
const FORWARDED = new Set(['x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto'])

/**
 * A request's headers as the upstream gets them: name, value, name, value. Unless the peer is trusted, nothing it
 * says about identity or origin.
 */
export function requestHeaders(
  request: IncomingMessage,
  identity: IdentityHeaders,
  { address = 'unknown', isTrusted }: Peer,
): string[] {
  const { rawHeaders, headers } = request
  const named = namedByConnection(headers.connection)
  const passed: string[] = []
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const name = (rawHeaders[i] ?? '').toLowerCase()
    if (ONE_HOP.has(name) || named?.has(name)) continue
    if (FORWARDED.has(name) || (isAboutSender(name, identity) && !(isTrusted && !name.includes('_'))))
      continue
    passed.push(name, rawHeaders[i + 1] ?? '')
  }
  if (takesTrailers(request)) passed.push('te', 'trailers')
  const before = isTrusted ? headers['x-forwarded-for'] : undefined
  passed.push('x-forwarded-for', before === undefined ? address : `${String(before)}, ${address}`)
  const own = 'encrypted' in request.socket ? 'https' : 'http'
  passed.push('x-forwarded-proto', isTrusted ? first(headers['x-forwarded-proto'], own) : own)
  const host = isTrusted ? first(headers['x-forwarded-host'], headers.host) : headers.host
  if (host !== undefined) passed.push('x-forwarded-host', host)
  return passed
}

/** A client that does not say so need not understand fields behind a body (RFC 9110, 6.5.1). */
export const takesTrailers = ({ headers }: IncomingMessage): boolean =>
  headers.te !== undefined && /(?:^|,)\s*trailers\s*(?:$|[,;])/i.test(String(headers.te))

/** Fields behind an answer's body: none that would say how to read it, or whom it is for. */
export function answerTrailers(trailers: IncomingHttpHeaders): [string, string][] {
  return Object.entries(trailers).flatMap(([name, value]): [string, string][] =>
    value === undefined || ONE_HOP.has(name) || NOT_BEHIND.has(name)
      ? []
      : [value].flat().map((each): [string, string] => [name, each]),
  )
}

const NOT_BEHIND = new Set([
  'age',
  'cache-control',
  'content-encoding',
  'content-length',
  'content-range',
  'content-type',
  'date',
  'expires',
  'host',
  'location',
  'retry-after',
  'set-cookie',
  'vary',
  'www-authenticate',
])

/** Many services read `X_User_Id` as `X-User-Id`, so it would pass a filter that knows only one of them. */
function isAboutSender(name: string, identity: IdentityHeaders): boolean {
  const plain = name.includes('_') ? name.replaceAll('_', '-') : name
  if (plain === identity.user || plain === identity.segment || plain === CANARY_HEADER) return true
  return plain.startsWith('x-forwarded-') || ORIGIN.has(plain)
}

/**
 * An answer's headers as the client gets them. The length comes last: after it, Node refuses a `Content-
 * Disposition` that is not plain ASCII.
 */
export function answerHeaders(headers: IncomingHttpHeaders): string[] {
  const named = namedByConnection(headers.connection)
  const passed: string[] = []
  for (const name in headers) {
    if (name === LENGTH || ONE_HOP.has(name) || named?.has(name)) continue
    const value = headers[name]
    if (typeof value === 'string') passed.push(name, value)
    else if (value !== undefined) for (const each of value) passed.push(name, each)
  }
  const length = headers[LENGTH]
  if (length !== undefined && !named?.has(LENGTH)) passed.push(LENGTH, length)
  return passed
}

const LENGTH = 'content-length'

/**
 * The bytes of the reason phrase as they came, where they can be passed on; else the usual words. It is read as
 * UTF-8, and Node writes Latin-1.
 */
export function reasonPhrase(status: number, said: string): string {
  if (PLAIN.test(said)) return said
  const bytes = Buffer.from(said, 'utf8').toString('latin1')
  return said.includes(NOT_UTF8) || !PASSABLE.test(bytes) ? (STATUS_CODES[status] ?? '') : bytes
}

const PLAIN = /^[\t\x20-\x7e]*$/
const PASSABLE = /^[\t\x20-\x7e\x80-\xff]*$/
const NOT_UTF8 = '\ufffd'

function namedByConnection(connection: string | undefined): Set<string> | null {
  if (connection === undefined || connection === 'keep-alive' || connection === 'close') return null
  return new Set(connection.split(',').map((token) => token.trim().toLowerCase()))
}

function first<Otherwise>(value: string | string[] | undefined, otherwise: Otherwise): string | Otherwise {
  return (Array.isArray(value) ? value[0] : value) ?? otherwise
}
