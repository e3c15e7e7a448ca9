import { isOutage } from '../context/outage.ts'
import type { Runtime } from '../context/runtime.ts'
import { backoffMs } from './loop.ts'

/**
 * Asks again while the database is away: that says nothing about what was asked, and must not end a step. Only for
 * what may be done twice without harm. Without limit, since nothing else goes on either; ends when the signal is
 * aborted.
 */
export async function throughOutages<T>(
  { clock }: Pick<Runtime, 'clock'>,
  signal: AbortSignal,
  call: () => Promise<T>,
): Promise<T> {
  for (let failures = 1; ; failures++) {
    try {
      return await call()
    } catch (error) {
      if (!isOutage(error) || signal.aborted) throw error
      await clock.sleep(backoffMs(failures), signal)
    }
  }
}
