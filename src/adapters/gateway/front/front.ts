/** Where users, or the proxy before it, reach targets: a server of HTTP/1.1, by TLS where there are certificates. */
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerOptions,
  type ServerResponse,
} from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { answerProblem } from '../client/problem.ts'
import type { SecureOptions } from '../tls/tls-front.ts'
import { lingers } from './lingering.ts'
import { answerOn, type Upgrade, wantedProtocol } from './upgrade.ts'

/** Answers what can be asked where the request went, at any time and once it is over. */
export type Serve = (
  request: IncomingMessage,
  response: ServerResponse<IncomingMessage>,
  upgrade: Upgrade | null,
) => () => Way

export type Way = {
  /** Null: it was asked of nobody. */
  readonly target: string | null
  readonly side: string | null
  readonly version: string | null
  /** Of a connection that has gone over to another protocol. */
  readonly upgraded?: number
}

export const NOWHERE: Way = { target: null, side: null, version: null }

const HEADERS_MS = 15_000
const KEEP_ALIVE_MS = 65_000

export function frontServer(serve: Serve, maxHeaderBytes: number, secure: SecureOptions | null): Server {
  const options: ServerOptions & { shouldUpgradeCallback: (request: IncomingMessage) => boolean } = {
    ...{ maxHeaderSize: maxHeaderBytes, keepAliveTimeout: KEEP_ALIVE_MS, requestTimeout: 0 },
    shouldUpgradeCallback: (request) => wantedProtocol(request) !== null,
  }
  const plain: RequestListener = (request, response) => serve(request, response, null)
  const front = secure === null ? createServer(options, plain) : secured(options, secure, plain)
  front.on('upgrade', (request, socket, head) => {
    const protocol = wantedProtocol(request)
    if (protocol === null) return socket.destroy()
    socket.on('error', () => {})
    if (head.length > 0) socket.unshift(head)
    return serve(request, answerOn(socket, request), { protocol, socket })
  })
  front.on('connect', (request, socket) => {
    answerProblem(answerOn(socket, request), 405, 'This is no proxy that connects to other hosts')
  })
  front.headersTimeout = HEADERS_MS
  // Nagle's delay would hold back the second small piece of an answer.
  front.on('connection', (socket) => socket.setNoDelay(true))
  front.on(secure === null ? 'connection' : 'secureConnection', lingers)
  return front
}

function secured(options: ServerOptions, secure: SecureOptions, plain: RequestListener): Server {
  const front = createTlsServer({ ...options, ...secure }, plain)
  // One that does not get so far has asked for nothing: there is nobody to tell.
  front.on('tlsClientError', (_, socket) => socket.destroy())
  return front
}
