import { type NetworkSocket, networkSocket } from './network-socket.ts'

/** A channel by TLS that shows certificates on both ends, `tls://HOST:PORT`; null for anything else. */
export function tlsSocket(socket: string): NetworkSocket | null {
  return socket.startsWith('tls://') ? networkSocket(socket.slice('tls://'.length)) : null
}

/** Whether a socket is a place on the network, by TLS or without it, and no path. */
export const isPlace = (socket: string): boolean => (networkSocket(socket) ?? tlsSocket(socket)) !== null
