import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'

/** Gets the socket and the head of one request; what it writes is the answer, HTTP or not. */
export type RawAnswer = (socket: Socket, head: string) => void

export type RawUpstream = {
  readonly url: string
  /** The heads that came, in order. */
  readonly heads: readonly string[]
  close(): Promise<void>
}

/** An upstream that says bytes, by the beginning of the path; a body that comes is read and forgotten. */
export async function startRawUpstream(
  answers: Readonly<Record<string, RawAnswer>>,
  otherwise: RawAnswer,
): Promise<RawUpstream> {
  const sockets = new Set<Socket>()
  const heads: string[] = []
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => undefined)
    socket.setEncoding('latin1').on('data', (text: string) => {
      const head = /^[A-Z]+ (\S+) HTTP\/1\.1\r\n[\s\S]*?\r\n\r\n/.exec(text)
      if (head === null) return
      heads.push(head[0])
      const path = Object.keys(answers).find((each) => head[1]?.startsWith(each))
      const answer = path === undefined ? otherwise : answers[path]
      answer?.(socket, head[0])
    })
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    heads,
    close: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** An answer as it goes over the wire, each character a byte. */
export const says =
  (text: string): RawAnswer =>
  (socket) =>
    socket.write(text, 'latin1')
