import { setTimeout as sleep } from 'node:timers/promises'
import { type Served, type ServedOrder, startServed } from '../../src/cli/commands/demo/served.ts'
import { standStill } from './standing-still.testing.ts'

/** Something that may stop answering without being gone. */
export type Hanging = {
  readonly kind: 'replica' | 'postgres' | 'gateway' | 'haproxy' | 'prometheus' | 'network'
  readonly name: string
  /** It takes connections and answers nobody, until the returned function lets it go on. */
  hang(): () => void
}

/** Something that can be killed and that somebody starts again, as an init system would. */
export type Part = Hanging & {
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
    // What it has started is another's: a supervisor does not stand still with its server.
    hang: () => standStill(served.pid),
    kill: () => served.kill(),
    start: async () => {
      served = await startedInTheEnd(order)
    },
    stop: () => served.stop(),
  }
}
