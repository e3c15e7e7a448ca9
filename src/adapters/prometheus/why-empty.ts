import type { PrometheusBinding, PrometheusSignalBinding } from '../../core/binding/signal-binding.ts'
import type { Instant, Millis } from '../../core/time/instant.ts'
import type { Clock } from '../../ports/clock.ts'
import { MetricsUnavailable } from '../../ports/metrics.ts'
import type { PrometheusApi } from './api.ts'
import type { Pages } from './pages.ts'
import { scrapedEvery, slowerThanSaid, wholeOf } from './scraped.ts'

/** Signals of which nothing at all was measured, for no target and no side, each with the reason for the journal. */
export type WhyEmpty = {
  of(
    signals: ReadonlySet<PrometheusSignalBinding>,
    pages: Pages,
    signal: AbortSignal,
  ): Promise<ReadonlyMap<PrometheusSignalBinding, MetricsUnavailable>>
}

/** The provider is asked for the reason once in this while. */
const KNOWN_FOR_MS: Millis = 60_000

export function whyEmpty(
  api: PrometheusApi,
  prometheus: PrometheusBinding,
  clock: Pick<Clock, 'now'>,
): WhyEmpty {
  const known = new Map<string, { readonly at: Instant; readonly words: string }>()
  const reason = async (key: string, query: string, to: Instant, signal: AbortSignal) => {
    const before = known.get(query)
    if (before !== undefined && clock.now() - before.at < KNOWN_FOR_MS) return before.words
    const slow = slowerThanSaid(await scrapedEvery(api, query, to, signal), prometheus)
    const words = `Prometheus at ${api.url} has nothing of what ${key} counts: ${slow ?? 'look whether that is scraped, and under that name'}`
    known.set(query, { at: clock.now(), words })
    return words
  }
  return {
    async of(signals, pages, signal) {
      const empty = [...signals].flatMap((bound) => {
        const whole = wholeOf(bound)
        const series = pages.series.get(whole.query)
        return Array.isArray(series) && series.length === 0 ? [{ bound, ...whole }] : []
      })
      const reasons = await Promise.all(
        empty.map(async ({ bound, key, query }) => {
          return [bound, new MetricsUnavailable(await reason(key, query, pages.to, signal))] as const
        }),
      )
      return new Map(reasons)
    },
  }
}
