import { GATEWAY_RHYTHM } from '../../core/binding/signal-binding.ts'
import type { Millis } from '../../core/time/instant.ts'
import { MetricsUnavailable } from '../../ports/metrics.ts'
import type { TelemetrySource } from '../context/reach.ts'
import type { Runtime } from '../context/runtime.ts'
import { within } from '../context/time-limit.ts'
import type { LoopMember } from '../loop/loop.ts'

const PULL_LIMIT_MS: Millis = 30_000

/** Fetches what each proxy has measured; the signals measured from it are looked at immediately. */
export function pullers(runtime: Runtime): readonly LoopMember[] {
  return runtime.reach.telemetry.map((source) => ({
    of: source.instance,
    everyMs: GATEWAY_RHYTHM.lagMs,
    round: puller(runtime, source),
  }))
}

/** A proxy that cannot be asked is a failure of the loop, which says so once and tries on. */
function puller({ log, bells, reach }: Runtime, source: TelemetrySource): LoopMember['round'] {
  const { instance } = source
  return async (signal) => {
    const { records, gap } = await pull(source, signal)
    if (gap)
      log.warn({ instance }, `telemetry of ${instance} was lost: nobody came before its buffer was full`)
    if (records > 0)
      for (const [i, { isPulled }] of reach.sources.entries()) if (isPulled) bells.observers[i]?.ring()
    return undefined
  }
}

async function pull(source: TelemetrySource, signal: AbortSignal): ReturnType<TelemetrySource['pull']> {
  const { instance } = source
  const doing = `fetching the telemetry of ${instance}`
  try {
    return await within(PULL_LIMIT_MS, doing, (limit) => source.pull(limit), signal)
  } catch (cause) {
    if (!(cause instanceof MetricsUnavailable)) throw cause
    throw new Error(`NO DATA: ${cause.message}`, { cause })
  }
}
