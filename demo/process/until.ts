import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Polls until `look` answers something that is neither null nor false; throws after `withinMs`, saying what was
 * awaited.
 */
export async function until<T>(
  awaited: string,
  withinMs: number,
  look: () => T | Promise<T>,
): Promise<NonNullable<T>> {
  const end = performance.now() + withinMs
  for (;;) {
    const seen = await look()
    if (seen !== null && seen !== undefined && seen !== false) return seen
    if (performance.now() > end) throw new Error(`${awaited}: not within ${withinMs / 1_000} s`)
    await sleep(25)
  }
}
