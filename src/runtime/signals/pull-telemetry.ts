import { GATEWAY_RHYTHM } from '../../core/binding/signal-binding.ts'
import type { Millis } from '../../core/time/instant.ts'
import { MetricsUnavailable } from '../../ports/metrics.ts'
import type { TelemetrySource } from '../context/reach.ts'
import type { Runtime } from '../context/runtime.ts'
import { within } from '../context/time-limit.ts'
import type { LoopMember } from '../loop/loop.ts'

const PULL_LIMIT_MS: Millis = 30_000

/** Fetches what each proxy has measured; whoever measures signals from it looks at once. */
export function pullers(runtime: Runtime): readonly LoopMember[] {
  return runtime.reach.telemetry.map((source) => ({
    of: source.instance,
    everyMs: GATEWAY_RHYTHM.lagMs,
    round: puller(runtime, source),
  }))
}

function puller({ log, bells, reach }: Runtime, source: TelemetrySource): LoopMember['round'] {
  const { instance } = source
  let away = false
  return async (signal) => {
    try {
      const { records, gap } = await within(
        PULL_LIMIT_MS,
        `fetching the telemetry of ${instance}`,
        (limit) => source.pull(limit),
        signal,
      )
      if (away) log.info({ instance, records }, `the telemetry of ${instance} is back`)
      away = false
      if (gap)
        log.warn({ instance }, `telemetry of ${instance} was lost: nobody came before its buffer was full`)
      if (records > 0)
        for (const [i, { isPulled }] of reach.sources.entries()) if (isPulled) bells.observers[i]?.ring()
    } catch (error) {
      if (!(error instanceof MetricsUnavailable)) throw error
      if (!away)
        log.error(
          { instance, err: error },
          `NO DATA: the telemetry of ${instance} cannot be fetched; trying on`,
        )
      away = true
    }
    return undefined
  }
}
