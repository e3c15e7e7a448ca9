import type { Millis } from '../../core/time/instant.ts'
import type { Clock } from '../../ports/clock.ts'
import { MetricsUnavailable } from '../../ports/metrics.ts'
import type { Samples } from '../../ports/store/observation.ts'
import type { AdminClient } from './admin-client.ts'
import { skewOfGateway } from './clock-of-gateway.ts'
import type { WantedCounting } from './counting.ts'

const PAGE = 2_000
const TELL_EVERY_MS: Millis = 5_000
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
  readonly client: Pick<AdminClient, 'socket' | 'telemetry' | 'count'>
  readonly samples: Pick<Samples, 'add' | 'cursor'>
  readonly clock: Pick<Clock, 'now'>
  /** What rules want to be counted apart; left out: nothing. */
  readonly counting?: Pick<WantedCounting, 'wanted'>
}): { pull(signal: AbortSignal): Promise<Pulled> } {
  const { client, samples, clock, counting } = options
  let told = { at: Number.NEGATIVE_INFINITY, words: '' }

  /** Again and again, because a gateway may have been restarted. */
  const tellCounting = async (signal: AbortSignal): Promise<void> => {
    const wanted = counting?.wanted() ?? null
    const words = JSON.stringify(wanted)
    if (wanted === null || (words === told.words && clock.now() - told.at < TELL_EVERY_MS)) return
    // One at a time, so that however many are wanted none is too long.
    for (const [target, apart] of Object.entries(wanted.targets))
      await client.count({ targets: { [target]: apart } }, signal).catch((cause: unknown) => {
        const why = cause instanceof Error ? cause.message : String(cause)
        throw new MetricsUnavailable(`${client.socket} could not be told what to count apart: ${why}`, {
          cause,
        })
      })
    told = { at: clock.now(), words }
  }

  return {
    pull: async (signal) => {
      let records = 0
      let gap = false
      for (let page = 0; page < PAGES_MAX; page++) {
        const cursor = await samples.cursor(client.socket)
        const asked = clock.now()
        const fetched = await client.telemetry(cursor, PAGE, signal).catch((cause: unknown) => {
          throw new MetricsUnavailable(`the telemetry of ${client.socket} could not be fetched`, { cause })
        })
        // Its seconds are dated by its clock, and holds by ours.
        const skew = skewOfGateway(fetched.now, asked, clock.now())
        if (skew !== null) throw new MetricsUnavailable(`${client.socket}: ${skew}`)
        gap ||= cursor > 0 && fetched.droppedUpTo > cursor
        if (fetched.records.length > 0) await samples.add(client.socket, fetched.records, clock.now())
        records += fetched.records.length
        if (!fetched.more) break
      }
      await tellCounting(signal)
      return { records, gap }
    },
  }
}
