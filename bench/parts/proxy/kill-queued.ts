import { setTimeout as sleep } from 'node:timers/promises'
import { monotonicMs } from '../monotonic.ts'
import type { Scratch } from '../scratch.ts'
import { startCrowd } from './crowd-of-clients.ts'
import type { SlowCanary } from './slow-canary.ts'

/** A proxy before a slow canary, as far as a kill with a full queue has to know it. */
export type QueueingProxy = {
  readonly name: string
  /** Where its clients ask. */
  readonly url: string
  /** Sends everybody to the canary. */
  readonly open: () => Promise<unknown>
  /** Resolves with the answer of the kill. */
  readonly kill: () => Promise<unknown>
  /** How many requests wait in the proxy at this moment and have not been sent. */
  readonly queued: () => Promise<number>
}

export type KillQueued = {
  readonly kills: number
  /** Requests in the queue when the kills were made, all together. */
  readonly queued: number
  /** Requests that began at the canary after the answer of a kill, by the canary's own clock. */
  readonly late: number
  /** How long after that answer the last of them began; 0 for none. */
  readonly lastLateMs: number
  /** Answers other than 200, and connections that broke. */
  readonly failed: number
  /** From each kill's order to its answer. */
  readonly tookMs: readonly number[]
  /** From each kill's order until nobody waited any more. */
  readonly drainedMs: readonly number[]
}

export type KillQueuedOrder = {
  readonly kills: number
  /** At least so many wait when the kill is ordered. */
  readonly queued: number
  /** Each asks once for each kill: what is queued, and what the proxy sends at once. */
  readonly clients: number
}

const WITHIN_MS = 20_000

/** Kills a proxy again and again while its queue for the canary is full. Throws when the queue does not fill. */
export async function killWithQueue(
  scratch: Scratch,
  canary: SlowCanary,
  proxy: QueueingProxy,
  { kills, queued, clients }: KillQueuedOrder,
): Promise<KillQueued> {
  const crowd = startCrowd(scratch, proxy.url, clients)
  const settled = () => {
    const { fine, failed } = crowd.answered()
    return fine + failed
  }
  const tookMs: number[] = []
  const drainedMs: number[] = []
  // So many connections at once have to be made once only.
  await proxy.kill()
  crowd.ask()
  await until('every client is connected', () => settled() === clients)
  const failedBefore = crowd.answered().failed
  let [waiting, late, lastLateMs] = [0, 0, 0]
  for (let n = 1; n <= kills; n++) {
    await canary.forget()
    await proxy.open()
    const before = settled()
    crowd.ask()
    let inQueue = 0
    // Some have ended, so that at every moment another one could be sent.
    await until(`the ${proxy.name} holds ${queued} requests`, async () => {
      inQueue = await proxy.queued()
      return inQueue >= queued && settled() > before
    })
    const from = monotonicMs()
    await proxy.kill()
    const answeredAt = monotonicMs()
    tookMs.push(answeredAt - from)
    await until('every client is answered', () => settled() === (n + 1) * clients)
    drainedMs.push(monotonicMs() - from)
    const begun = await canary.begunAfter(answeredAt)
    waiting += inQueue
    late += begun.later
    lastLateMs = Math.max(lastLateMs, begun.lastAfterMs)
  }
  const failed = crowd.answered().failed - failedBefore
  return { kills, queued: waiting, late, lastLateMs, failed, tookMs, drainedMs }
}

async function until(what: string, holds: () => Promise<boolean> | boolean): Promise<void> {
  const end = performance.now() + WITHIN_MS
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`within ${WITHIN_MS} ms it did not come about that ${what}`)
    await sleep(5)
  }
}
