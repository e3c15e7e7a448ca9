/** Every address at which users reach targets: opened, led elsewhere and closed as the configuration says. */
import type { Server } from 'node:http'
import type { Server as TlsServer } from 'node:https'
import type { Logger } from 'pino'
import type { Listener } from '../config/listener.ts'
import { SetupFault } from '../config/setup-fault.ts'
import { type TlsFront, tlsFront } from '../tls/tls-front.ts'
import { drained } from './draining.ts'
import { frontServer, type Serve } from './front.ts'
import { listenAt } from './listening.ts'

export type Fronts<Target> = {
  /** Of each target, by its name. */
  readonly ports: () => Readonly<Record<string, number>>
  /** What is wrong with certificates whose files changed, as sentences. */
  readonly troubles: () => readonly string[]
  /**
   * Exactly these from then on. One that stays keeps its connections; one that goes answers what is under way, for
   * `graceMs` at most. Throws `SetupFault`, and then nothing has changed.
   */
  readonly change: (listeners: readonly Listener<Target>[], graceMs: number) => Promise<void>
  /** Nothing new; what is under way ends by itself, or is cut after `graceMs`. */
  readonly close: (graceMs: number) => Promise<void>
}

type Order<Target> = {
  /** Whom a request at an address is for is asked with each of them. */
  readonly serve: (choose: (url: string) => Target | null) => Serve
  readonly nameOf: (target: Target) => string
  readonly maxHeaderBytes: number
  readonly reusePort: boolean
  /** Before anything else hears of connections. */
  readonly before: (server: Server) => void
  readonly log: Logger
}

type Front<Target> = {
  listener: Listener<Target>
  readonly server: Server
  readonly tls: TlsFront | null
  readonly port: number
  readonly trouble: () => string | null
  readonly close: (graceMs: number) => Promise<void>
}

export function openFronts<Target>(order: Order<Target>): Fronts<Target> {
  const { serve, nameOf, maxHeaderBytes, reusePort, log } = order
  let fronts: ReadonlyMap<string, Front<Target>> = new Map()
  const leaving = new Set<Promise<void>>()

  async function open(listener: Listener<Target>): Promise<Front<Target>> {
    const tls = listener.tls.length === 0 ? null : tlsFront(listener.tls, listener.listen, log)
    const server = frontServer(
      serve((url) => front.listener.choose(url)),
      maxHeaderBytes,
      tls?.options ?? null,
    )
    order.before(server)
    const drain = drained(server)
    const renewing = tls?.renew(server as TlsServer)
    const close = (graceMs: number) => {
      renewing?.end()
      return drain(graceMs)
    }
    const trouble = () => renewing?.trouble() ?? null
    const front: Front<Target> = { listener, server, tls, trouble, close, port: 0 }
    try {
      const names = listener.targets.map(nameOf).join(' and ')
      return Object.assign(front, { port: await listenAt(server, listener.listen, names, reusePort) })
    } catch (cause) {
      await close(0)
      throw cause
    }
  }

  return {
    ports: () =>
      Object.fromEntries(
        [...fronts.values()].flatMap(({ listener, port }) =>
          listener.targets.map((target) => [nameOf(target), port] as const),
        ),
      ),

    troubles: () => [...fronts.values()].flatMap(({ trouble }) => trouble() ?? []),

    async change(listeners, graceMs) {
      const opened = new Map<string, Front<Target>>()
      const prepared: (() => void)[] = []
      try {
        for (const listener of listeners) {
          const front = fronts.get(listener.key)
          if (front === undefined) opened.set(listener.key, await open(listener))
          else if ((front.tls === null) !== (listener.tls.length === 0))
            throw encryptionStays(listener.listen)
        }
        for (const listener of listeners) {
          const { tls, server } = fronts.get(listener.key) ?? {}
          if (tls) prepared.push(tls.prepare(listener.tls, server as TlsServer))
        }
      } catch (cause) {
        await Promise.all([...opened.values()].map(({ close }) => close(0)))
        throw cause
      }
      for (const show of prepared) show()
      const before = fronts
      fronts = new Map(
        listeners.flatMap((listener) => {
          const front = before.get(listener.key) ?? opened.get(listener.key)
          if (front === undefined) return []
          front.listener = listener
          return [[listener.key, front] as const]
        }),
      )
      for (const [key, { close }] of before) {
        if (fronts.has(key)) continue
        const closing: Promise<void> = close(graceMs).finally(() => leaving.delete(closing))
        leaving.add(closing)
      }
    },

    async close(graceMs) {
      await Promise.all([...[...fronts.values()].map(({ close }) => close(graceMs)), ...leaving])
    },
  }
}

const encryptionStays = (listen: string): SetupFault =>
  new SetupFault(
    `${listen} cannot go over to TLS, or from it, while it is open.`,
    'Give the routes another address in listen, or restart the gateway.',
  )
