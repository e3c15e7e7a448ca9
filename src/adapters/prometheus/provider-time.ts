import { clockSkew } from '../../core/time/clock-skew.ts'
import type { Instant, Millis } from '../../core/time/instant.ts'
import type { Clock } from '../../ports/clock.ts'
import type { PrometheusApi } from './api.ts'
import { QueryFailed } from './query-failed.ts'

/**
 * Samples carry the provider's time, holds ours. Throws `QueryFailed` when the two differ by more than `toleranceMs`:
 * what was measured when would be anybody's guess.
 */
export async function providerTime(
  api: PrometheusApi,
  clock: Pick<Clock, 'now'>,
  toleranceMs: Millis,
  signal: AbortSignal,
): Promise<Instant> {
  const asked = clock.now()
  const now = await api.time(signal)
  const skew = clockSkew({ asked, said: now, answered: clock.now() }, toleranceMs)
  if (skew === null) return now
  throw new QueryFailed(
    'nonsense',
    `the clock of Prometheus at ${api.url} is ${skew}, more than a scrape: set both by NTP`,
  )
}
