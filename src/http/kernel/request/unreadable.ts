import { type Server, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { RequestError } from '@hono/node-server'
import type { Logger } from 'pino'
import { ProblemError, type ProblemKind, problemAnswer } from '../problem/problem.ts'

/**
 * What is no request of HTTP at all never reaches a route; it is answered by a problem all the same, and the
 * connection ends.
 */
export function answerUnreadable(server: Server): void {
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy()
    void answer(socket, problemOf(error.code))
  })
  server.on('connect', (_, socket: Duplex) => {
    // A client that disconnects before the answer needs none.
    socket.on('error', () => socket.destroy())
    void answer(socket, new ProblemError('method-not-allowed', 'This is no proxy.', 'Ask for a path of /v1.'))
  })
}

/** Of errors before a route was found: the address or the Host header is then none, unless the fault is ours. */
export function answerUnclear(error: unknown, log: Logger): Response {
  if (error instanceof RequestError)
    return problemAnswer(unreadable('The address or the Host header of the request means nothing.'), '*')
  log.error({ err: error }, 'a request could not be answered')
  return problemAnswer(
    new ProblemError(
      'internal-error',
      'The request could not be answered.',
      "See the server's log; it says why.",
    ),
    '*',
  )
}

function problemOf(code: string | undefined): ProblemError {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return unreadable('The address and the headers are too long.', 'headers-too-large')
    case 'HPE_INVALID_METHOD':
      return unreadable('This is not HTTP: it begins with no method that there is.')
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return unreadable('The request did not come to its end in time.', 'request-too-slow')
    default:
      return unreadable('This is not HTTP.')
  }
}

function unreadable(detail: string, kind: ProblemKind = 'malformed-request'): ProblemError {
  return new ProblemError(kind, detail, 'Ask as the documentation of the API shows, or use the command line.')
}

async function answer(socket: Duplex, error: ProblemError): Promise<void> {
  const { status, headers, body } = await whole(problemAnswer(error, '*'))
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    ...headers,
    `content-length: ${body.byteLength}`,
  ]
  socket.end(Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\nconnection: close\r\n\r\n`), body]))
}

async function whole(response: Response) {
  const headers = [...response.headers].map(([name, value]) => `${name}: ${value}`)
  return { status: response.status, headers, body: Buffer.from(await response.arrayBuffer()) }
}
