import { isIP, connect as plainly, type Socket } from 'node:net'
import { connect as securely } from 'node:tls'
import { networkSocket } from '../../core/address/network-socket.ts'
import { tlsSocket } from '../../core/address/tls-socket.ts'
import type { AdminIdentity } from '../../ports/admin-identity.ts'
import { networkReason } from '../../ports/network-reason.ts'

/** One HAProxy: a path, HOST:PORT, or tls://HOST:PORT, to which `identity` is shown. */
export type Reach = { readonly socket: string; readonly identity?: AdminIdentity | undefined }

/**
 * Begins to connect. Certificates are as their files are at this moment, and no session is resumed, which would show
 * none. Throws with a sentence where they cannot be read.
 */
export function reach({ socket, identity }: Reach): Socket {
  const place = tlsSocket(socket)
  if (place === null) return plainly(networkSocket(socket) ?? { path: socket })
  if (identity === undefined)
    throw new Error('obeys only who shows a certificate: the binding needs adminTls')
  const { ca, cert, key } = identity()
  const servername = isIP(place.host) === 0 ? place.host : ''
  return securely({ ...place, ca, cert, key, servername, minVersion: 'TLSv1.3' })
}

/** Why nobody could be asked, behind the name of the HAProxy. */
export function whyNotReached(cause: NodeJS.ErrnoException, socket: string): string {
  if (cause.code === 'ENOENT') return 'is not running, or its socket is elsewhere (there is no such file)'
  if (cause.code === 'ECONNREFUSED') return 'is not running (nothing listens on its socket)'
  if (cause.code === 'ENOTFOUND' || cause.code === 'EAI_AGAIN') return 'has a name that leads to no address'
  if (cause.code === 'EACCES') return 'cannot be asked: the socket may not be opened by this user'
  if (tlsSocket(socket) === null) return `cannot be asked: ${cause.message}`
  // By TLS 1.3 a certificate is refused on a connection that our end takes for open.
  if (
    cause.code === 'ECONNRESET' ||
    cause.code?.startsWith('ERR_SSL_TLSV13_ALERT') ||
    /alert/.test(cause.message)
  )
    return NOT_ACCEPTED
  return `cannot be asked: ${networkReason(cause) ?? cause.message}`
}

export const NOT_ACCEPTED =
  'closed the connection, as one does that does not accept our certificate: expired, revoked, or signed by another authority'
