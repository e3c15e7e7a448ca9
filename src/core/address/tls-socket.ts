import { type NetworkSocket, networkSocket } from './network-socket.ts'

/** A channel by TLS that shows certificates on both ends, `tls://HOST:PORT`; null for anything else. */
export function tlsSocket(socket: string): NetworkSocket | null {
  return socket.startsWith('tls://') ? networkSocket(socket.slice('tls://'.length)) : null
}
