import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

export type Front = { readonly port: number; close(): Promise<void> }

/**
 * A balancer in front of proxies, on a port of its own or on this one: each client is led to the next proxy in turn, or
 * to another where that one takes no connections.
 */
export async function frontOf(ports: readonly number[], at = 0): Promise<Front> {
  const open = new Set<Socket>()
  let turn = 0
  const server = createServer({ pauseOnConnect: true }, (near) => {
    open.add(near)
    near.on('error', () => near.destroy())
    near.on('close', () => open.delete(near))
    turn = (turn + 1) % ports.length
    lead(near, [...ports.slice(turn), ...ports.slice(0, turn)])
  })
  server.listen(at, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve))
      for (const socket of open) socket.destroy()
      await closed
    },
  }
}

function lead(near: Socket, [port, ...others]: readonly number[]): void {
  if (port === undefined || near.destroyed) {
    near.destroy()
    return
  }
  const far = connect({ host: '127.0.0.1', port })
  const elsewhere = () => lead(near, others)
  far.once('error', elsewhere)
  far.once('connect', () => {
    far.off('error', elsewhere)
    far.on('error', () => near.destroy())
    far.on('close', () => near.destroy())
    near.on('close', () => far.destroy())
    near.pipe(far).pipe(near)
    near.resume()
  })
}
