import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** A way to something that listens on 127.0.0.1, with the troubles that networks have. */
export type Network = {
  readonly port: number
  /** Where it leads from now on; connections that are open stay where they are. */
  lead(port: number): void
  /** Accepts, and lets nothing through in either direction until `thaw`; nothing is lost either. */
  freeze(): void
  thaw(): void
  /** Connections that are open now never carry anything again, and nobody says so; new ones work. */
  swallow(): void
  /** Ends every connection, and new ones get no answer until `heal`. */
  cut(): void
  heal(): void
  /** Each piece that goes through waits for so long. */
  slow(ms: number): void
  /** Connections that are open at this moment. */
  open(): number
  close(): Promise<void>
}

export async function networkTo(port: number): Promise<Network> {
  const pairs = new Set<readonly [Socket, Socket]>()
  let swallowed = new WeakSet<Socket>()
  const state = { to: port, frozen: false, isCut: false, slowMs: 0 }
  const pass = async (from: Socket, to: Socket) => {
    try {
      for await (const piece of from) {
        if (state.slowMs > 0) await sleep(state.slowMs)
        while (state.frozen && !to.destroyed) await sleep(10)
        if (swallowed.has(from)) continue
        if (!to.destroyed && !to.write(piece)) await Promise.race([once(to, 'drain'), once(to, 'close')])
      }
      while (state.frozen && !to.destroyed) await sleep(10)
      to.end()
    } catch {
      to.destroy()
    }
  }
  const server = createServer((near) => {
    near.on('error', () => near.destroy())
    if (state.isCut) {
      near.destroy()
      return
    }
    const far = connect({ host: '127.0.0.1', port: state.to })
    const pair = [near, far] as const
    pairs.add(pair)
    for (const socket of pair) socket.setNoDelay(true)
    far.on('error', () => near.destroy())
    const gone = () => {
      pairs.delete(pair)
      // An end that is seen on one side is the network's to carry, unless it stands still.
      if (!state.frozen) for (const socket of pair) socket.destroy()
    }
    near.on('close', gone)
    far.on('close', gone)
    void pass(near, far)
    void pass(far, near)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const end = () => {
    for (const sockets of pairs) for (const socket of sockets) socket.destroy()
    pairs.clear()
  }
  return {
    port: (server.address() as AddressInfo).port,
    lead: (to) => {
      state.to = to
    },
    freeze: () => {
      state.frozen = true
    },
    thaw: () => {
      state.frozen = false
    },
    swallow: () => {
      swallowed = new WeakSet([...pairs].flat())
    },
    cut: () => {
      state.isCut = true
      end()
    },
    heal: () => {
      state.isCut = false
    },
    slow: (ms) => {
      state.slowMs = ms
    },
    open: () => pairs.size,
    close: async () => {
      state.frozen = false
      const closed = new Promise((resolve) => server.close(resolve))
      end()
      await closed
    },
  }
}
