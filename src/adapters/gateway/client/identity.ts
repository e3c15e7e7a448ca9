import { isUtf8 } from 'node:buffer'
import type { IncomingMessage } from 'node:http'
import type { RoutedRequest } from '../../../core/traffic/route.ts'
import type { StickyCookie } from './sticky-cookie.ts'
import type { Peer } from './trust.ts'

export const CANARY_HEADER = 'x-canary-version'

/** Lower-case names. */
export type IdentityHeaders = { readonly user: string; readonly segment: string }

export type Who = Pick<RoutedRequest, 'subject' | 'segment' | 'headerVersion'> & {
  /** For a visitor seen for the first time. */
  readonly setCookie: string | null
}

/** Who asks: the user's id if a trusted proxy sends it, else the sticky cookie, else a new visitor. */
export function identify(
  request: IncomingMessage,
  headers: IdentityHeaders,
  peer: Peer,
  cookie: StickyCookie,
): Who {
  const segment = groupOf(request, headers, peer)
  const headerVersion = peer.isTrusted ? one(request.headers[CANARY_HEADER]) : null
  const user = peer.isTrusted ? one(request.headers[headers.user]) : null
  const subject = user ?? cookie.subjectIn(request.headers.cookie)
  if (subject !== null) return { subject, segment, headerVersion, setCookie: null }
  const minted = cookie.mint()
  return { subject: minted.subject, segment, headerVersion, setCookie: minted.setCookie }
}

/** The group of who asks, as a trusted peer says it; else null. */
export function groupOf(
  request: IncomingMessage,
  headers: IdentityHeaders,
  { isTrusted }: Peer,
): string | null {
  return isTrusted ? one(request.headers[headers.segment]) : null
}

function one(value: string | string[] | undefined): string | null {
  const text = Array.isArray(value) ? value[0] : value
  return text === undefined || text === '' ? null : asWritten(text)
}

/**
 * Node reads a header's bytes as Latin-1. An id is the same subject here, in HAProxy and in every flag only as UTF-8.
 */
function asWritten(text: string): string {
  if (!/[\x80-\xff]/.test(text)) return text
  const bytes = Buffer.from(text, 'latin1')
  return isUtf8(bytes) ? bytes.toString('utf8') : text
}
