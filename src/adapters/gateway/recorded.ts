import { merge } from '../../core/judge/measure.ts'
import type { Sample } from '../../core/judge/sample.ts'
import type { Instant, Millis } from '../../core/time/instant.ts'
import { type Metrics, MetricsUnavailable, type Question } from '../../ports/metrics.ts'
import type { RecordedMetrics, RecordedSeries } from '../../ports/recorded.ts'

/** A page is a quarter of an hour of seconds. */
const PAGE_MS: Millis = 900_000

/** What a server has kept of the telemetry of its gateways: both slots together are everybody. */
export function recordedTelemetry(name: string, environment: string, metrics: Metrics): RecordedMetrics {
  const { intervalMs: stepMs } = metrics
  return {
    name,
    stepMs,
    async *pages({ signals, targets, from, to }, signal) {
      for (let first = Math.ceil(from / stepMs) * stepMs; first + stepMs <= to; first += PAGE_MS) {
        const upTo = Math.min(to, first + PAGE_MS)
        const those = signals.flatMap((name) => targets.map((target) => ({ signal: name, target })))
        const questions = those.flatMap(({ signal: of, target }) =>
          SLOTS.map(
            (slot): Question => ({
              environment,
              target,
              ...slot,
              signal: of,
              from: first,
              to: upTo,
            }),
          ),
        )
        const answers = await metrics.read(questions, signal)
        const series = those.map((one, i): RecordedSeries => {
          const sides: Sample[] = []
          for (const answer of answers.slice(2 * i, 2 * i + 2)) {
            if (answer instanceof MetricsUnavailable) return { ...one, unavailable: answer.message }
            sides.push(...answer.samples.filter(({ at }) => at >= first && at < upTo))
          }
          return { ...one, recorded: together(sides) }
        })
        yield { upTo, series }
      }
    },
  }
}

const SLOTS = [
  { slot: 'stable', side: 'blue' },
  { slot: 'canary', side: 'green' },
] as const

function together(sides: readonly Sample[]) {
  const byMoment: ReadonlyMap<Instant, readonly Sample[]> = Map.groupBy(sides, ({ at }) => at)
  return [...byMoment]
    .sort(([a], [b]) => a - b)
    .flatMap(([, samples]) => merge(samples) ?? [])
    .map((whole) => ({ whole }))
}
