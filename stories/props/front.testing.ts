import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

export type Front = { readonly port: number; close(): Promise<void> }

/** A balancer in front of proxies: each client is led to the first one that takes connections. */
export async function frontOf(ports: readonly number[]): Promise<Front> {
  const open = new Set<Socket>()
  const server = createServer({ pauseOnConnect: true }, (near) => {
    open.add(near)
    near.on('error', () => near.destroy())
    near.on('close', () => open.delete(near))
    lead(near, ports)
  })
  server.listen(0, '127.0.0.1')
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
