import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

/** A way to a socket that can be cut: every connection over it breaks, and no new one comes through. */
export type Way = {
  readonly socket: string
  cut(): void
  open(): void
  close(): Promise<void>
}

export async function openWay(socket: string, to: string): Promise<Way> {
  let isCut = false
  const through = new Set<Socket>()
  const server = createServer((here) => {
    if (isCut) {
      here.destroy()
      return
    }
    const there = connect(to)
    for (const [one, other] of [
      [here, there],
      [there, here],
    ] as const) {
      through.add(one)
      one.on('error', () => other.destroy())
      one.on('close', () => {
        through.delete(one)
        other.destroy()
      })
      one.pipe(other)
    }
  })
  await once(server.listen(socket), 'listening')
  const breakAll = () => {
    for (const one of through) one.destroy()
  }
  return {
    socket,
    cut: () => {
      isCut = true
      breakAll()
    },
    open: () => {
      isCut = false
    },
    close: async () => {
      breakAll()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
