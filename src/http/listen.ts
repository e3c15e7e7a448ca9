import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { type AppOptions, createApp } from './app.ts'
import { answerUnclear, answerUnreadable } from './kernel/request/unreadable.ts'

export type Listening = { readonly url: string; readonly port: number; close(): Promise<void> }

/** Nobody outside this machine is answered; who wants that puts something in front that ends TLS. */
const ADDRESS = '127.0.0.1'
/** A port below answers with a name of its own, so that the fault says which. */
const STOP_GRACE_MS = 5_000

export class PortNotUsable extends Error {
  override readonly name = 'PortNotUsable'
}

/** Starts to answer. Port 0 takes any free one. Throws `PortNotUsable` when the port is in use. */
export async function listenHttp(
  options: Omit<AppOptions, 'stop'> & { readonly port: number },
): Promise<Listening> {
  const stopping = new AbortController()
  const app = createApp({ ...options, stop: stopping.signal })
  const server = createServer({
    requestTimeout: 20_000,
    headersTimeout: 10_000,
    keepAliveTimeout: 30_000,
    maxHeaderSize: 16_384,
    connectionsCheckingInterval: 2_000,
    // Without one, the address means nothing, which is answered as such.
    requireHostHeader: false,
  })
  server.maxRequestsPerSocket = 0
  // Gives this process a Request and a Response that go to the socket as they are; those of Node become streams on
  // the way.
  const listener = getRequestListener(app.fetch, {
    errorHandler: (error) => answerUnclear(error, options.log),
  })
  server.on('request', listener)
  server.on('checkExpectation', listener)
  answerUnreadable(server)
  try {
    server.listen({ host: ADDRESS, port: options.port })
    await once(server, 'listening')
  } catch (cause) {
    const inUse = (cause as NodeJS.ErrnoException).code === 'EADDRINUSE'
    throw new PortNotUsable(
      inUse ? `port ${options.port} is in use` : `port ${options.port} may not be listened on`,
      { cause },
    )
  }
  const { port } = server.address() as AddressInfo
  return { url: `http://${ADDRESS}:${port}`, port, close: () => close(server, stopping) }
}

/** What is being answered may finish; long polls end at once. */
async function close(server: Server, stopping: AbortController): Promise<void> {
  stopping.abort()
  const closed = once(server, 'close')
  server.close()
  server.closeIdleConnections()
  const force = setTimeout(() => server.closeAllConnections(), STOP_GRACE_MS)
  await closed
  clearTimeout(force)
}
