import type { AccessFormat } from '../config/config-schema.ts'

/** What is kept of a request that is over. Never its query, cookies, or what it says about who the user is. */
export type Access = {
  /** Unix milliseconds when its head was here. */
  readonly at: number
  readonly from: string
  readonly method: string
  readonly path: string
  readonly protocol: string
  /** Null: the client was gone before there was an answer. */
  readonly status: number | null
  /** Whether all of the answer was sent. */
  readonly whole: boolean
  /** On the connection to the client, with the heads of answers. */
  readonly bytes: number
  readonly ms: number
  readonly referer: string | null
  readonly agent: string | null
  /** Where it went in the end; null where it went nowhere. */
  readonly target: string | null
  readonly side: string | null
  readonly version: string | null
}

const TEXT_MAX = 1_000

export function accessLine(access: Access, format: AccessFormat): string {
  const { at, ms, referer, ...rest } = access
  const from = withoutQuery(referer)
  if (format === 'json')
    return `${JSON.stringify({ at: new Date(at).toISOString(), ...rest, referer: from, ms: Math.round(ms * 10) / 10 })}\n`
  const { method, path, protocol, status, bytes, agent } = rest
  const asked = quoted(`${method} ${path} ${protocol}`)
  // 499 as nginx has it: the client left.
  return `${rest.from} - - [${day(at)}] ${asked} ${status ?? 499} ${bytes} ${quoted(from)} ${quoted(agent)}\n`
}

/** A path or an address as it may be kept: what comes behind ? or # may be a secret, and so may be a user in front. */
export function withoutQuery(url: string): string
export function withoutQuery(url: string | null): string | null
export function withoutQuery(url: string | null): string | null {
  if (url === null) return null
  const bare = url.split(/[?#]/, 1)[0] ?? ''
  return bare.replace(/^([a-z][a-z0-9+.-]*:)?\/\/[^/@]*@/i, '$1//').slice(0, TEXT_MAX)
}

/** Source: Apache's mod_log_config: quotes and backslashes get a backslash, what cannot be printed is \xHH. */
function quoted(text: string | null): string {
  if (text === null || text === '') return '"-"'
  const escaped = text
    .slice(0, TEXT_MAX)
    .replace(/[\\"]/g, '\\$&')
    .replace(/[^\x20-\x7e]/gu, (char) =>
      [...Buffer.from(char)].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join(''),
    )
  return `"${escaped}"`
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** In UTC: 30/Nov/2026:17:05:23 +0000. */
function day(at: number): string {
  const [date = '', time = ''] = new Date(at).toISOString().split(/[T.]/)
  const [year = '', month = '', of = ''] = date.split('-')
  return `${of}/${MONTHS[Number(month) - 1]}/${year}:${time} +0000`
}
