/** Prometheus in the demo's world: what it scrapes, how it is run, and the signals that a binding asks it for. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ScrapeJob } from '../parts/prometheus.ts'
import { type Child, startChild } from '../process/child.ts'
import { writeJsonFile } from '../process/json-file.ts'
import { type Addresses, portOf } from './addresses.ts'
import { targets } from './side.ts'

/** Who measures what the proxies and the services do. */
export type Metrics = 'gateway' | 'prometheus'

export type WorldPrometheus = {
  readonly url: string
  /** Of Prometheus itself, to be killed. */
  readonly pid: () => number
  /** It accepts connections and says nothing; nothing is scraped either. */
  readonly standStill: () => void
  /** It goes on, or begins again when it was killed. */
  readonly goOn: () => void
}

/** `haproxyMetrics` null: something without an exporter splits the traffic. */
export async function startWorldPrometheus(
  dir: string,
  addresses: Addresses,
  haproxyMetrics: string | null,
): Promise<WorldPrometheus & { readonly child: Child }> {
  const url = addresses.prometheus
  const data = join(dir, 'data', 'prometheus')
  const jobs = join(dir, 'run', 'prometheus-jobs.json')
  writeJsonFile(jobs, scrapeJobs(addresses, haproxyMetrics))
  const { PATH = '', HOME = '' } = process.env
  const child = await startChild({
    name: 'prometheus',
    script: 'services/prometheus.ts',
    args: ['--port', String(portOf(url)), '--data', data, '--jobs', jobs],
    env: { PATH, HOME },
    logFile: join(dir, 'logs', 'prometheus.log'),
    listensWithinMs: 45_000,
  })
  return {
    child,
    url,
    pid: () => (JSON.parse(readFileSync(join(data, 'prometheus.pid.json'), 'utf8')) as { pid: number }).pid,
    standStill: () => process.kill(child.pid, 'SIGUSR1'),
    goOn: () => process.kill(child.pid, 'SIGUSR2'),
  }
}

/** A side that is not deployed yet is scraped in vain, as in any service discovery that is ahead of its services. */
function scrapeJobs(addresses: Addresses, haproxyMetrics: string | null): readonly ScrapeJob[] {
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
