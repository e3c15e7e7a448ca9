import { once } from 'node:events'
import { connect } from 'node:net'
import type { Look } from '../../ports/look.ts'
import { reasonOf, since } from './reason.ts'

/** Connects, and closes again without a word. */
export const tcpLook: Look<'tcp'> = async ({ host, port }, limits) => {
  const from = performance.now()
  const socket = connect({ host, port })
  try {
    await once(socket, 'connect', { signal: limits.signal })
    return { ms: since(from) }
  } catch (error) {
    return { refused: reasonOf(error, limits) }
  } finally {
    socket.on('error', () => undefined)
    socket.destroy()
  }
}
