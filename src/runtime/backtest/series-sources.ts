import type { Series } from '../../core/backtest/series/series.ts'
import type { Millis } from '../../core/time/instant.ts'
import type { RecordedMetrics } from '../../ports/recorded.ts'
import type { RecordedSource } from './run-backtest.ts'

/** What a file holds of the signals that are asked for, as sources: one for each length of interval. */
export function seriesSources(
  name: string,
  signals: readonly string[],
  of: (signal: string, target: string) => Series | null,
  spanOf: (signal: string) => Millis,
): readonly RecordedSource[] {
  return [...Map.groupBy(signals, spanOf)].map(([stepMs, those]) => ({
    signals: new Set(those),
    metrics: seriesMetrics(name, stepMs, of),
  }))
}

function seriesMetrics(
  name: string,
  stepMs: Millis,
  of: (signal: string, target: string) => Series | null,
): RecordedMetrics {
  return {
    name,
    stepMs,
    async *pages({ signals, targets, from, to }) {
      const series = signals.flatMap((signal) =>
        targets.map((target) => {
          const its = of(signal, target)
          if (its === null) return { signal, target, unavailable: `${name} has no ${signal} of ${target}` }
          const within = its.recorded.filter(({ whole }) => whole.at >= from && whole.at < to)
          return { signal, target, recorded: within }
        }),
      )
      yield { upTo: to, series }
    },
  }
}
