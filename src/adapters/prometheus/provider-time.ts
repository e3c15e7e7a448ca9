import type { Instant, Millis } from '../../core/time/instant.ts'
import type { Clock } from '../../ports/clock.ts'
import type { PrometheusApi } from './api.ts'
import { QueryFailed } from './query-failed.ts'

/**
 * Samples carry the provider's time, holds ours. Throws `QueryFailed` when the two differ by more than `toleranceMs`:
 * what was measured when would be anybody's guess. However long the answer takes, only what is surely a difference
 * counts as one.
 */
export async function providerTime(
  api: PrometheusApi,
  clock: Pick<Clock, 'now'>,
  toleranceMs: Millis,
  signal: AbortSignal,
): Promise<Instant> {
  const asked = clock.now()
  const now = await api.time(signal)
  const ahead = now - clock.now()
  const behind = asked - now
  const skewMs = Math.max(ahead, behind)
  if (skewMs <= toleranceMs) return now
  throw new QueryFailed(
    'nonsense',
    `the clock of Prometheus at ${api.url} is ${Math.round(skewMs / 1000)} s ${ahead > behind ? 'ahead of' : 'behind'} ours, more than a scrape: set both by NTP`,
  )
}
