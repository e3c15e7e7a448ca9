/** Faults that take more and more without any request: memory, and connections of a pool. */
import process from 'node:process'
import type { OrderedFault } from './control.ts'
import { losesConnection, remembersMore } from './kinds.ts'

export type Takable = {
  readonly memoryLimitBytes: number
  readonly poolSize: number
  /** Takes a connection of the pool and answers how to give it back. */
  readonly take: () => Promise<() => void>
}

const EVERY_MS = 400
const LOST_AT_ONCE = 4
const BITE_BYTES = 16 * 1024 * 1024

/** Looks at what is ordered, and gives everything back when it is called off. */
export function startHunger(
  ordered: () => OrderedFault,
  { memoryLimitBytes, poolSize, take }: Takable,
): void {
  const remembered: ArrayBuffer[] = []
  const lost: (() => void)[] = []
  let taking = false
  const bite = async () => {
    const { kind } = ordered()
    // Handed on at length 0, it is given back at once, and not when the collector gets round to it.
    if (kind !== 'memory') for (const one of remembered.splice(0)) one.transfer(0)
    if (remembersMore(kind, process.memoryUsage.rss() / memoryLimitBytes))
      remembered.push(new Uint8Array(BITE_BYTES).fill(1).buffer)
    if (kind !== 'db-pool') for (const giveBack of lost.splice(0)) giveBack()
    for (let i = 0; i < LOST_AT_ONCE && losesConnection(ordered().kind, lost.length, poolSize); i += 1)
      lost.push(await take())
  }
  setInterval(() => {
    if (taking) return
    taking = true
    void bite()
      .catch(() => {})
      .finally(() => {
        taking = false
      })
  }, EVERY_MS).unref()
}
