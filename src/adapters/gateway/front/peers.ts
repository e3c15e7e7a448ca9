/** Who is at the other end of a connection, where a balancer of connections stands between. */
import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import type { Trust } from '../client/trust.ts'
import { readProxyHeader } from './proxy-header.ts'

/** A balancer sends it with the first packet. */
const HEADER_MS = 5_000

export type Peers = {
  /** The address for which the connection was made; that of the balancer where that speaks for itself. */
  readonly addressOf: (socket: Pick<Socket, 'remoteAddress' | 'remotePort'>) => string | undefined
  /** Has connections of balancers read before the server gets them. Before anything else listens to it. */
  readonly before: (server: Server) => void
}

/**
 * `balancers`: whose connections begin with a header of the PROXY protocol, and end where they do not. All others are
 * taken as they are: who is no balancer cannot say who it is.
 */
export function proxiedPeers(balancers: Trust): Peers {
  // Of a TLS connection only the one below it is known here, so it is found by where it comes from.
  const sources = new Map<string, string>()
  const keyOf = ({ remoteAddress, remotePort }: Pick<Socket, 'remoteAddress' | 'remotePort'>) =>
    `${remoteAddress} ${remotePort}`
  return {
    addressOf: (socket) => sources.get(keyOf(socket)) ?? socket.remoteAddress,
    before(server) {
      const listeners = server.listeners('connection') as ((socket: Socket) => void)[]
      server.removeAllListeners('connection')
      server.on('connection', (socket: Socket) => {
        const go = () => {
          for (const listener of listeners) listener.call(server, socket)
        }
        if (!balancers(socket.remoteAddress)) return go()
        readHeader(socket, (source) => {
          const key = keyOf(socket)
          if (source !== null) {
            sources.set(key, source)
            socket.once('close', () => sources.delete(key))
          }
          go()
        })
      })
    },
  }
}

/** Everybody is who the connection says. */
export const directPeers: Peers = { addressOf: ({ remoteAddress }) => remoteAddress, before: () => {} }

function readHeader(socket: Socket, done: (source: string | null) => void): void {
  let had: Buffer = Buffer.alloc(0)
  const stop = () => {
    clearTimeout(timer)
    socket.off('readable', look)
    socket.off('end', end)
    socket.off('error', end)
  }
  const end = () => {
    stop()
    socket.destroy()
  }
  const look = () => {
    for (let piece: Buffer | null = socket.read(); piece !== null; piece = socket.read())
      had = Buffer.concat([had, piece])
    const said = readProxyHeader(had)
    if (said.is === 'incomplete') return
    if (said.is === 'wrong') return end()
    stop()
    if (had.length > said.length) socket.unshift(had.subarray(said.length))
    done(said.source)
  }
  const timer = setTimeout(end, HEADER_MS)
  socket.on('readable', look).on('end', end).on('error', end)
}
