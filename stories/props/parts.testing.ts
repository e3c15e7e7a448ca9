import { setTimeout as sleep } from 'node:timers/promises'
import { type Served, type ServedOrder, startServed } from '../../src/cli/demo/served.ts'

/** Something that can be killed and that somebody starts again, as an init system would. */
export type Part = {
  readonly kind: 'replica' | 'postgres' | 'gateway' | 'haproxy' | 'prometheus'
  readonly name: string
  isUp(): boolean
  kill(): Promise<void>
  start(): Promise<void>
  stop(): Promise<void>
}

const INIT_GIVES_UP_MS = 60_000

/** A server that finds no database ends and says so; its init system starts it again until there is one. */
async function startedInTheEnd(order: ServedOrder): Promise<Served> {
  const end = performance.now() + INIT_GIVES_UP_MS
  for (;;) {
    try {
      return await startServed(order)
    } catch (error) {
      if (performance.now() > end) throw error
      await sleep(250)
    }
  }
}

/** A `cutwater` process, started at once. */
export async function servedPart(kind: Part['kind'], order: ServedOrder): Promise<Part> {
  let served: Served = await startServed(order)
  return {
    kind,
    name: order.name,
    isUp: () => !served.hasExited(),
    kill: () => served.kill(),
    start: async () => {
      served = await startedInTheEnd(order)
    },
    stop: () => served.stop(),
  }
}
