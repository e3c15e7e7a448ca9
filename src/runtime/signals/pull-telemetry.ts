import { GATEWAY_RHYTHM } from '../../core/binding/signal-binding.ts'
import type { Millis } from '../../core/time/instant.ts'
import { MetricsUnavailable } from '../../ports/metrics.ts'
import { bell } from '../context/bell.ts'
import type { TelemetrySource } from '../context/reach.ts'
import type { Runtime } from '../context/runtime.ts'
import { within } from '../context/time-limit.ts'
import { type Loop, startLoop } from '../loop/loop.ts'

const PULL_LIMIT_MS: Millis = 30_000

/** Fetches what each proxy has measured; whoever measures signals from it looks at once. */
export function startPullers(runtime: Runtime): readonly Loop[] {
  return runtime.reach.telemetry.map((source) =>
    startLoop({
      doing: `fetching the telemetry of ${source.instance}`,
      bell: bell(runtime.clock),
      log: runtime.log,
      round: puller(runtime, source),
    }),
  )
}

function puller(
  { log, bells, reach }: Runtime,
  source: TelemetrySource,
): (signal: AbortSignal) => Promise<Millis> {
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
    return GATEWAY_RHYTHM.lagMs
  }
}
