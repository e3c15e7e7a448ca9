import type { Clock } from '../../ports/clock.ts'
import { MetricsUnavailable } from '../../ports/metrics.ts'
import type { Samples } from '../../ports/store/observation.ts'
import type { AdminClient } from './admin-client.ts'

const PAGE = 2_000
/** Two hours of telemetry of ten busy targets; the rest comes with the next pull. */
const PAGES_MAX = 100

export type Pulled = {
  readonly records: number
  /** True when seconds were lost: the gateway's buffer was full before anybody came. */
  readonly gap: boolean
}

/**
 * Fetches what the gateway has measured since the last time into the store. Throws `MetricsUnavailable` when it
 * cannot be asked.
 */
export function telemetryPuller(options: {
  readonly client: Pick<AdminClient, 'socket' | 'telemetry'>
  readonly samples: Pick<Samples, 'add' | 'cursor'>
  readonly clock: Pick<Clock, 'now'>
}): { pull(signal: AbortSignal): Promise<Pulled> } {
  const { client, samples, clock } = options
  return {
    pull: async (signal) => {
      let records = 0
      let gap = false
      for (let page = 0; page < PAGES_MAX; page++) {
        const cursor = await samples.cursor(client.socket)
        const fetched = await client.telemetry(cursor, PAGE, signal).catch((cause: unknown) => {
          throw new MetricsUnavailable(`the telemetry of ${client.socket} could not be fetched`, { cause })
        })
        gap ||= cursor > 0 && fetched.droppedUpTo > cursor
        if (fetched.records.length > 0) await samples.add(client.socket, fetched.records, clock.now())
        records += fetched.records.length
        if (!fetched.more) break
      }
      return { records, gap }
    },
  }
}
