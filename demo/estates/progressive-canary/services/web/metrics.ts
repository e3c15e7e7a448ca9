/**
 * What each service of the shop counts about itself. Several workers add up: counters and histograms by their sum, the
 * shares by the worst of them.
 */
import process from 'node:process'
import { Counter, Gauge, Histogram, Registry } from 'prom-client'

/** Edges where the levels and guards of a plan like to lie. */
const LATENCY_EDGES = [0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 1, 2.5, 5]

export type WebMetrics = {
  readonly registry: Registry
  readonly count: (path: string, status: number, seconds: number) => void
}

/** `memoryLimitBytes` is of this process alone. */
export function webMetrics(version: string, memoryLimitBytes: number): WebMetrics {
  const registry = new Registry()
  registry.setDefaultLabels({ version })
  const labelNames = ['code', 'path'] as const
  const requests = new Counter({
    name: 'http_requests_total',
    help: 'Answers to requests of users and other services, by status and route.',
    labelNames,
    registers: [registry],
  })
  const durations = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from the request to its answer.',
    labelNames,
    buckets: LATENCY_EDGES,
    registers: [registry],
  })
  countProcess(registry, memoryLimitBytes)
  return {
    registry,
    count(path, status, seconds) {
      const labels = { code: String(status), path }
      requests.inc(labels)
      durations.observe(labels, seconds)
    },
  }
}

/** What the system says of this process, read when it is asked for. */
function countProcess(registry: Registry, memoryLimitBytes: number): void {
  let countedMicros = 0
  new Counter({
    name: 'process_cpu_seconds_total',
    help: 'CPU time of the service; its rate is the share of one core.',
    registers: [registry],
    collect() {
      const { user, system } = process.cpuUsage()
      this.inc((user + system - countedMicros) / 1e6)
      countedMicros = user + system
    },
  })
  new Gauge({
    name: 'process_resident_memory_bytes',
    help: 'Memory of the service.',
    registers: [registry],
    collect() {
      this.set(process.memoryUsage.rss())
    },
  })
  new Gauge({
    name: 'memory_limit_used_ratio',
    help: 'Memory as a share of what a process of the service may have, 0 to 1; of several workers the worst.',
    registers: [registry],
    aggregator: 'max',
    collect() {
      this.set(process.memoryUsage.rss() / memoryLimitBytes)
    },
  })
}

/** Two counters whose ratio is how many of those who began something got through. */
export function conversions(registry: Registry, flows: readonly string[]) {
  const counter = (name: string, help: string) => {
    const made = new Counter({ name, help, labelNames: ['flow'] as const, registers: [registry] })
    for (const flow of flows) made.inc({ flow }, 0)
    return made
  }
  const attempts = counter('conversion_attempts_total', 'How often users began.')
  const successes = counter('conversion_successes_total', 'How often they got through.')
  return {
    began: (flow: string) => attempts.inc({ flow }),
    succeeded: (flow: string) => successes.inc({ flow }),
  }
}

/** Counters that begin at 0, so that the first of each is an increase. */
export function counters<Name extends string>(registry: Registry, helps: Readonly<Record<Name, string>>) {
  const all = Object.entries<string>(helps).map(([name, help]) => {
    const counter = new Counter({ name, help, registers: [registry] })
    counter.inc(0)
    return [name, (by = 1) => counter.inc(by)] as const
  })
  return Object.fromEntries(all) as Record<Name, (by?: number) => void>
}
