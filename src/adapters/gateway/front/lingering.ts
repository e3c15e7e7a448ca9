import type { Socket } from 'node:net'

/** How long a client may go on sending what nobody reads any more. */
const LINGER_MS = 2_000

/**
 * Node closes a connection as soon as its last answer is written. A client that is still sending then is told by the
 * system that its connection broke, and may lose the answer that says why (RFC 9112, 9.6). So the other half stays open
 * for a while: what still comes is dropped.
 */
export function lingers(socket: Socket): void {
  socket.destroySoon = () => {
    if (socket.destroyed) return
    const close = () => socket.destroy()
    const late = setTimeout(close, LINGER_MS)
    socket.once('close', () => clearTimeout(late))
    // An end that was seen before comes no more.
    const isOver = socket.readableEnded || !socket.readable
    socket.end(() => {
      if (isOver || socket.readableEnded) close()
      else socket.once('end', close)
    })
    socket.resume()
  }
}
