/** What Prometheus scrapes in the dual-deploy estate, and the signals that its binding asks it for. */
import type { ScrapeJob } from '../../parts/prometheus.ts'
import { haproxyJobs } from '../../world/haproxy.ts'
import { attemptsAtTheEdge, counted, OF_A_SIDE } from '../../world/haproxy-signals.ts'
import type { Addresses } from './addresses.ts'
import { targets } from './targets.ts'

/**
 * A side that is not deployed yet is scraped in vain, as in any service discovery that is ahead of its services.
 * `haproxyMetrics` null: something without an exporter splits the traffic.
 */
export function scrapeJobs(addresses: Addresses, haproxyMetrics: string | null): readonly ScrapeJob[] {
  const services = targets.flatMap((service) =>
    Object.entries(addresses.sides[service]).map(([side, url]) => ({
      address: new URL(url).host,
      labels: { service, side },
    })),
  )
  return [
    { name: 'services', targets: services },
    ...(haproxyMetrics === null ? [] : haproxyJobs(haproxyMetrics)),
  ]
}

const WINDOW = '[${WINDOW}]'
const COUNT = 'http_request_duration_seconds_count'
const BUCKET = 'http_request_duration_seconds_bucket'

/** The same signals as the gateway measures, under the same names. */
export function prometheusSignals(hasHaproxy: boolean) {
  return {
    'success-ratio': { prometheus: { ...(hasHaproxy ? atTheEdge : ofTheServices), ...OF_A_SIDE } },
    'latency-p95': {
      prometheus: {
        buckets: `sum by (service, side, le) (increase(${BUCKET}${WINDOW}))`,
        unit: 's',
        quantile: 0.95,
        ...OF_A_SIDE,
      },
    },
  }
}

/** Below 500 and within a second. What never got an answer is not seen here. */
const ofTheServices = { good: counted(`${BUCKET}{code!~"5..",le="1"}`), total: counted(COUNT) }

const SLOW = `sum by (service, side) (increase(${COUNT}{code!~"5.."}${WINDOW}) - ignoring (le) increase(${BUCKET}{code!~"5..",le="1"}${WINDOW}))`

/**
 * How long an answer took is asked of the services; what is added to the errors from there is nothing while nothing is
 * slow, so that two exporters, scraped at different moments, disagree about nothing.
 */
const atTheEdge = {
  bad: `${attemptsAtTheEdge.bad} + (${SLOW} or 0 * ${counted('haproxy_server_connection_errors_total')})`,
  total: attemptsAtTheEdge.total,
}
