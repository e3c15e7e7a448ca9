import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { type AppOptions, createApp } from './app.ts'

export type Listening = { readonly url: string; readonly port: number; close(): Promise<void> }

/** Nobody outside this machine is answered; who wants that puts something in front that ends TLS. */
const ADDRESS = '127.0.0.1'
/** A port below answers with a name of its own, so that the fault says which. */
const STOP_GRACE_MS = 5_000

/** Starts to answer. Port 0 takes any free one. Throws when the port is in use. */
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
  })
  server.maxRequestsPerSocket = 0
  server.on('request', getRequestListener(app.fetch, { overrideGlobalObjects: false }))
  try {
    server.listen({ host: ADDRESS, port: options.port })
    await once(server, 'listening')
  } catch (cause) {
    const inUse = (cause as NodeJS.ErrnoException).code === 'EADDRINUSE'
    throw new Error(
      inUse ? `port ${options.port} is in use` : `cannot listen on ${ADDRESS}:${options.port}`,
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
