import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Agent, request } from 'undici'

/** Everything is timed by this process, so that before and after mean something. */
export type Write = {
  readonly id: string
  readonly sentAt: number
  /** Null while it is under way; 0 when the connection broke. */
  status: number | null
  retryAfter: string | null
}

/** A service that takes its time with each write, and remembers when it came and whether it was done. */
export type Ledger = {
  readonly port: number
  readonly arrivedAt: ReadonlyMap<string, number>
  readonly done: ReadonlySet<string>
  underWay(): number
  close(): Promise<void>
}

export async function openLedger(takesMs: () => number): Promise<Ledger> {
  const arrivedAt = new Map<string, number>()
  const done = new Set<string>()
  let underWay = 0
  const server = createServer((incoming, outgoing) => {
    const id = String(incoming.headers['x-write'] ?? '')
    incoming.resume()
    if (id === '') {
      outgoing.end('read')
      return
    }
    arrivedAt.set(id, performance.now())
    underWay++
    setTimeout(() => {
      underWay--
      done.add(id)
      outgoing.end('done')
    }, takesMs())
  })
  server.keepAliveTimeout = 60_000
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    arrivedAt,
    done,
    underWay: () => underWay,
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** Sends writes at a steady pace, whatever becomes of them, and now and then a read. */
export function startWriters(name: string, perSecond: number, url: () => string) {
  // A connection that has rested for as long as this machine may stand still is not used: the other end may close it.
  const agent = new Agent({ connections: 128, keepAliveTimeoutThreshold: 4_000 })
  const writes: Write[] = []
  let reads = 0
  const failedReads: string[] = []
  let n = 0
  const send = async () => {
    const write: Write = { id: `${name}-${n++}`, sentAt: performance.now(), status: null, retryAfter: null }
    writes.push(write)
    try {
      const answer = await request(`${url()}/orders`, {
        dispatcher: agent,
        method: 'POST',
        headers: { 'x-write': write.id, 'content-type': 'text/plain' },
        body: 'one order',
        headersTimeout: 10_000,
      })
      await answer.body.dump()
      write.retryAfter =
        answer.headers['retry-after'] === undefined ? null : String(answer.headers['retry-after'])
      write.status = answer.statusCode
    } catch {
      write.status = 0
    }
  }
  const under = new Set<Promise<void>>()
  const started = performance.now()
  let sent = 0
  const tick = setInterval(() => {
    const owed = Math.min(Math.floor(((performance.now() - started) / 1_000) * perSecond) - sent, perSecond)
    for (let i = 0; i < owed; i++) {
      sent++
      const one = send().finally(() => under.delete(one))
      under.add(one)
    }
  }, 5)
  let stopped: Promise<void> | null = null
  return {
    writes,
    reads: () => ({ reads, failedReads }),
    /** A read, which read-only lets through. */
    async read() {
      const answer = await request(`${url()}/`, { dispatcher: agent })
      await answer.body.dump()
      reads++
      if (answer.statusCode !== 200) failedReads.push(String(answer.statusCode))
    },
    stop() {
      clearInterval(tick)
      stopped ??= Promise.all(under).then(() => agent.close())
      return stopped
    },
  }
}
