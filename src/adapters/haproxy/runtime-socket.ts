import type { Socket } from 'node:net'
import { tlsSocket } from '../../core/address/tls-socket.ts'
import type { AdminIdentity } from '../../ports/admin-identity.ts'
import { NOT_ACCEPTED, reach, whyNotReached } from './reach.ts'

/** The HAProxy could not be reached, or its answer was no good; the message says what to do where that is known. */
export class HaproxyUnavailable extends Error {
  override readonly name = 'HaproxyUnavailable'
}

/** HAProxy reads a command into one buffer (tune.bufsize, 16 KiB unless changed). */
const COMMAND_MAX_BYTES = 15_000
const ANSWER_MAX_BYTES = 4 * 1024 * 1024

type Asking = {
  readonly timeoutMs: number
  readonly signal?: AbortSignal | undefined
  /** For one that is asked by TLS. */
  readonly identity?: AdminIdentity | undefined
}

/**
 * One command on HAProxy's runtime socket, a path, HOST:PORT or tls://HOST:PORT, and all of its answer. HAProxy closes
 * the connection when it has answered, so each command has a connection of its own and none waits behind another. Ends
 * after `timeoutMs` or with the signal.
 */
export function askHaproxy(
  socket: string,
  command: string,
  { timeoutMs, signal, identity }: Asking,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const unavailable = (why: string, cause?: unknown) =>
      new HaproxyUnavailable(`the HAProxy at ${socket} ${why}`, { cause })
    const connection = reachOr(socket, identity, (why, cause) => reject(unavailable(why, cause)))
    if (connection === null) return
    const fail = (why: string, cause?: unknown) => {
      connection.destroy()
      reject(unavailable(why, cause))
    }
    const limit = AbortSignal.timeout(timeoutMs)
    const stop = signal === undefined ? limit : AbortSignal.any([limit, signal])
    const onStop = () =>
      fail(limit.aborted ? `gave no answer in ${timeoutMs} ms${silence(connection)}` : 'was not waited for')
    const chunks: Buffer[] = []
    let bytes = 0
    connection.on('error', (cause: NodeJS.ErrnoException) => fail(whyNotReached(cause, socket), cause))
    connection.on('data', (chunk) => {
      bytes += chunk.length
      chunks.push(chunk)
      if (bytes > ANSWER_MAX_BYTES) fail('answers without end')
    })
    connection.on('close', () => {
      stop.removeEventListener('abort', onStop)
      if (bytes === 0 && tlsSocket(socket) !== null) return fail(NOT_ACCEPTED)
      resolve(Buffer.concat(chunks).toString('utf8').trim())
    })
    if (stop.aborted) return onStop()
    stop.addEventListener('abort', onStop, { once: true })
    if (Buffer.byteLength(command) > COMMAND_MAX_BYTES)
      return fail('takes no command as long as this target needs; use fewer or shorter segments')
    connection.write(`${command}\n`)
  })
}

/** The system has taken the connection, and HAProxy has not looked at it. */
function silence({ connecting }: Socket): string {
  return connecting
    ? ''
    : ': it stands still, or others hold all the connections that its sockets share (ten, unless "stats maxconn" says more, as cutwater haproxy config prints it)'
}

function reachOr(
  socket: string,
  identity: AdminIdentity | undefined,
  failed: (why: string, cause: unknown) => void,
): Socket | null {
  try {
    return reach({ socket, identity })
  } catch (cause) {
    failed(`cannot be asked: ${cause instanceof Error ? cause.message : String(cause)}`, cause)
    return null
  }
}
