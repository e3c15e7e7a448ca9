import { connect, type Socket } from 'node:net'
import { networkSocket } from '../../core/address/network-socket.ts'

/** The HAProxy could not be reached, or its answer was no good; the message says what to do where that is known. */
export class HaproxyUnavailable extends Error {
  override readonly name = 'HaproxyUnavailable'
}

/** HAProxy reads a command into one buffer (tune.bufsize, 16 KiB unless changed). */
const COMMAND_MAX_BYTES = 15_000
const ANSWER_MAX_BYTES = 4 * 1024 * 1024

/**
 * One command on HAProxy's runtime socket, a path or HOST:PORT, and all of its answer. HAProxy closes the connection
 * when it has answered, so each command has a connection of its own and none waits behind another. Ends after
 * `timeoutMs` or with the signal.
 */
export function askHaproxy(
  socket: string,
  command: string,
  { timeoutMs, signal }: { readonly timeoutMs: number; readonly signal?: AbortSignal | undefined },
): Promise<string> {
  return new Promise((resolve, reject) => {
    const fail = (why: string, cause?: unknown) => {
      connection.destroy()
      reject(new HaproxyUnavailable(`the HAProxy at ${socket} ${why}`, { cause }))
    }
    const limit = AbortSignal.timeout(timeoutMs)
    const stop = signal === undefined ? limit : AbortSignal.any([limit, signal])
    const onStop = () =>
      fail(limit.aborted ? `gave no answer in ${timeoutMs} ms${silence(connection)}` : 'was not waited for')
    const chunks: Buffer[] = []
    let bytes = 0
    const connection = connect(networkSocket(socket) ?? { path: socket })
    connection.on('error', (cause: NodeJS.ErrnoException) => fail(reason(cause), cause))
    connection.on('data', (chunk) => {
      bytes += chunk.length
      chunks.push(chunk)
      if (bytes > ANSWER_MAX_BYTES) fail('answers without end')
    })
    connection.on('close', () => {
      stop.removeEventListener('abort', onStop)
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

function reason(cause: NodeJS.ErrnoException): string {
  if (cause.code === 'ENOENT') return 'is not running, or its socket is elsewhere (there is no such file)'
  if (cause.code === 'ECONNREFUSED') return 'is not running (nothing listens on its socket)'
  if (cause.code === 'ENOTFOUND' || cause.code === 'EAI_AGAIN') return 'has a name that leads to no address'
  if (cause.code === 'EACCES') return 'cannot be asked: the socket may not be opened by this user'
  return `cannot be asked: ${cause.message}`
}
