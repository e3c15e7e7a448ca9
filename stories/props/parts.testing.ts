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

/** A `cutwater` process, started at once. */
export async function servedPart(kind: Part['kind'], order: ServedOrder): Promise<Part> {
  let served: Served = await startServed(order)
  return {
    kind,
    name: order.name,
    isUp: () => !served.hasExited(),
    kill: () => served.kill(),
    start: async () => {
      served = await startServed(order)
    },
    stop: () => served.stop(),
  }
}
