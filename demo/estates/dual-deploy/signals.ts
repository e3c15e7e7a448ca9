/** What Prometheus scrapes in the dual-deploy estate, and the signals that its binding asks it for. */
import type { ScrapeJob } from '../../parts/prometheus.ts'
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
  const haproxy =
    haproxyMetrics === null
      ? []
      : [
          {
            name: 'haproxy',
            targets: [{ address: new URL(haproxyMetrics).host, labels: {} }],
            rename: { proxy: 'service', server: 'side' },
          },
        ]
  return [{ name: 'services', targets: services }, ...haproxy]
}

const WINDOW = '[${WINDOW}]'
const by = (expression: string) => `sum by (service, side) (increase(${expression}${WINDOW}))`
const LABELS = { target: 'service', side: 'side' }
const COUNT = 'http_request_duration_seconds_count'
const BUCKET = 'http_request_duration_seconds_bucket'

/** The same signals as the gateway measures, under the same names. */
export function prometheusSignals(hasHaproxy: boolean) {
  return {
    'success-ratio': { prometheus: { ...(hasHaproxy ? atTheEdge : ofTheServices), ...LABELS } },
    'latency-p95': {
      prometheus: {
        buckets: `sum by (service, side, le) (increase(${BUCKET}${WINDOW}))`,
        unit: 's',
        quantile: 0.95,
        ...LABELS,
      },
    },
  }
}

/** Below 500 and within a second. What never got an answer is not seen here. */
const ofTheServices = { good: by(`${BUCKET}{code!~"5..",le="1"}`), total: by(COUNT) }

/** What got no answer and was given up, and what got its answer from stable instead, after this side failed it. */
const ERRORS = ['connection_errors', 'response_errors', 'redispatch_warnings']
  .map((what) => by(`haproxy_server_${what}_total`))
  .join(' + ')
const SLOW = `sum by (service, side) (increase(${COUNT}{code!~"5.."}${WINDOW}) - ignoring (le) increase(${BUCKET}{code!~"5..",le="1"}${WINDOW}))`

/**
 * Every attempt, also one without an answer: a version that died counts nothing of itself. How long an answer took
 * only the services know; what is added to the errors from there is nothing while nothing is slow, so that two
 * exporters, scraped at different moments, disagree about nothing.
 */
const atTheEdge = {
  bad: `${by('haproxy_server_http_responses_total{code="5xx"}')} + ${ERRORS} + (${SLOW} or 0 * ${by('haproxy_server_connection_errors_total')})`,
  total: `${by('haproxy_server_http_responses_total')} + ${ERRORS}`,
}
