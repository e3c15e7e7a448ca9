import { setTimeout as sleep } from 'node:timers/promises'

const WITHIN_MS = 10_000

/** Until it does not throw any more. */
export async function eventually<T>(what: () => Promise<T>): Promise<T> {
  const end = performance.now() + WITHIN_MS
  for (;;) {
    try {
      return await what()
    } catch (error) {
      if (performance.now() > end) throw error
      await sleep(100)
    }
  }
}
