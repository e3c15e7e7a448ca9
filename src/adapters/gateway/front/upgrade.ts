import { type IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'

/** A request that asks for another protocol on its connection, and that connection. */
export type Upgrade = {
  /** As the client names it: `websocket`. */
  readonly protocol: string
  readonly socket: Duplex
}

/**
 * What a request asks to go over to, if it is passed on; null for any other request. HTTP/2 without TLS is not: beyond
 * it nobody would look at the headers any more that say who asks.
 */
export function wantedProtocol({ method, headers, httpVersion }: IncomingMessage): string | null {
  const { upgrade, 'content-length': length = '0', 'transfer-encoding': coding } = headers
  if (method !== 'GET' || httpVersion !== '1.1' || coding !== undefined || Number(length) > 0) return null
  return upgrade !== undefined && PROTOCOL.test(upgrade) && !/^(?:h2c|http|tls)\b/i.test(upgrade)
    ? upgrade
    : null
}

const PROTOCOL = /^[A-Za-z0-9][\w.+-]*(?:\/[\w.]+)?$/

/** For an answer that is none of the other protocol; the connection ends with it. */
export function answerOn(socket: Duplex, request: IncomingMessage): ServerResponse<IncomingMessage> {
  const response = new ServerResponse(request)
  response.shouldKeepAlive = false
  // Node makes it a socket in any case, and says less in its types.
  response.assignSocket(socket as Socket)
  response.once('finish', () => {
    response.detachSocket(socket as Socket)
    socket.end()
  })
  return response
}

/** The head with which the connection goes over; headers are name, value, name, value. */
export function switching(protocol: string, headers: readonly string[]): string {
  const lines = ['HTTP/1.1 101 Switching Protocols', 'connection: Upgrade', `upgrade: ${protocol}`]
  for (let i = 0; i + 1 < headers.length; i += 2) lines.push(`${headers[i]}: ${headers[i + 1]}`)
  return `${lines.join('\r\n')}\r\n\r\n`
}
