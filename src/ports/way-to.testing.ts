import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import type { Trouble } from './metrics.suite.ts'

/** Where a server listens: a port of this machine, or a Unix socket. */
export type Place = { readonly port: number } | { readonly path: string }

/** What goes through after the first bytes of an answer when only a part of it comes. */
const HALF_BYTES = 40

/** The way to a server, which can be troubled. `near` is where it begins: free ports, or the path that is given. */
export async function wayTo(far: Place, near: Place = { port: 0 }) {
  const open = new Set<Socket>()
  const destroyAll = () => {
    for (const socket of open) socket.destroy()
  }
  let trouble: Trouble | null = null
  const server = createServer((caller) => {
    caller.on('error', () => caller.destroy())
    open.add(caller)
    caller.on('close', () => open.delete(caller))
    if (trouble === 'away') caller.destroy()
    if (trouble === 'hangs') caller.resume()
    if (trouble === 'away' || trouble === 'hangs') return
    const called = connect(far)
    open.add(called)
    called.on('close', () => {
      open.delete(called)
      caller.destroy()
    })
    called.on('error', () => caller.destroy())
    caller.on('close', () => called.destroy())
    caller.pipe(called)
    if (trouble === null) called.pipe(caller)
    else
      called.once('data', (answer: Buffer) => {
        caller.end(answer.subarray(0, HALF_BYTES))
      })
  })
  await new Promise<void>((resolve) => server.listen({ host: '127.0.0.1', ...near }, resolve))
  const address = server.address()
  return {
    port: typeof address === 'string' ? 0 : ((address as AddressInfo | null)?.port ?? 0),
    trouble: (kind: Trouble | null) => {
      trouble = kind
      destroyAll()
    },
    close: async () => {
      destroyAll()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
