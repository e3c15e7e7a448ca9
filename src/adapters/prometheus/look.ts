import type { PrometheusBinding } from '../../core/binding/signal-binding.ts'
import type { Instant } from '../../core/time/instant.ts'
import type { PrometheusSeen } from '../../core/validation/kinds/prometheus.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Look } from '../../ports/look.ts'
import type { Secrets } from '../../ports/secrets.ts'
import { prometheusApi } from './api.ts'
import { QueryFailed } from './query-failed.ts'

type Parts = {
  readonly prometheus: PrometheusBinding
  readonly secrets: Secrets
  readonly clock: Pick<Clock, 'now'>
}

/** One number now, and the same number as it was. */
export function prometheusLook({ prometheus, secrets, clock }: Parts): Look<'prometheus'> {
  return async ({ query, baselineMs }, { timeLimitMs, signal }): Promise<PrometheusSeen> => {
    const api = prometheusApi({ ...prometheus, secrets, timeoutMs: timeLimitMs })
    const now = clock.now()
    const numberAt = async (moment: Instant): Promise<number | null> => {
      const series = await api.at(query, moment, signal)
      if (series.length > 1)
        throw new QueryFailed('bad-query', `gives ${series.length} series, and one is needed`)
      const value = series[0]?.points[0]?.[1]
      return value === undefined || !Number.isFinite(value) ? null : value
    }
    try {
      const value = await numberAt(now)
      return { value, baseline: baselineMs === null ? null : await numberAt(now - baselineMs) }
    } catch (error) {
      if (error instanceof QueryFailed) return { unable: secrets.redact(error.message) }
      throw error
    }
  }
}
