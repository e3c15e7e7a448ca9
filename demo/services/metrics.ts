/** What a service counts about itself, for Prometheus. The scrape configuration adds which service and side it is. */
import { Counter, Histogram, Registry } from 'prom-client'

export type ServiceMetrics = {
  count(status: number, seconds: number): void
  /** In the text format, with its media type. */
  text(): Promise<{ readonly type: string; readonly body: string }>
}

export function serviceMetrics(version: string): ServiceMetrics {
  const registry = new Registry()
  const labelNames = ['version', 'code'] as const
  const requests = new Counter({
    name: 'http_requests_total',
    help: 'Answers by status.',
    labelNames,
    registers: [registry],
  })
  const durations = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from the request to its answer.',
    labelNames,
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers: [registry],
  })
  // A series that appears with its first failure would hide that failure from `increase`.
  for (const code of ['200', '500']) {
    requests.inc({ version, code }, 0)
    durations.zero({ version, code })
  }
  return {
    count(status, seconds) {
      const labels = { version, code: String(status) }
      requests.inc(labels)
      durations.observe(labels, seconds)
    },
    text: async () => ({ type: registry.contentType, body: await registry.metrics() }),
  }
}
