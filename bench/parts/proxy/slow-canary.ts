import { request } from 'undici'
import { startPrinting } from '../printing-process.ts'
import type { Scratch } from '../scratch.ts'
import type { Sides } from './upstream.ts'

/** When requests began at the canary (green), by its own clock; `lastAfterMs` is 0 where none began later. */
export type Begun = { readonly begun: number; readonly later: number; readonly lastAfterMs: number }

export type SlowCanary = {
  readonly sides: Sides
  /** `after` is by `monotonicMs`. */
  begunAfter(after: number): Promise<Begun>
  forget(): Promise<void>
}

/** Blue answers at once, green takes 100 to 500 ms: there are always some under way, and always one that ends. */
export async function startSlowCanary(scratch: Scratch): Promise<SlowCanary> {
  const [blue, green] = await Promise.all([
    startPrinting(scratch, 'processes/slow-canary-process.ts', ['blue', '0', '0']),
    startPrinting(scratch, 'processes/slow-canary-process.ts', ['green', '100', '500']),
  ])
  const ask = async (path: string) => (await request(green + path)).body.text()
  return {
    sides: { blue, green },
    begunAfter: async (after) => JSON.parse(await ask(`/begun?after=${after}`)) as Begun,
    forget: async () => {
      await ask('/forget')
    },
  }
}
