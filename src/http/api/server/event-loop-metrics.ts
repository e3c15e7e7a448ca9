import { monitorEventLoopDelay } from 'node:perf_hooks'
import { Gauge } from 'prom-client'
import type { Exposition } from '../../exposition/exposition.ts'

const RESOLUTION_MS = 10
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]

/**
 * How long the one event loop of a server was busy with something, so that nothing else was answered. prom-client's
 * own gauges of it begin anew with each scrape: of two scrapers, each misses what the other saw. These only grow.
 */
export function eventLoopMetrics(exposition: Exposition): void {
  const delays = exposition.durations({
    name: 'cutwater_event_loop_delay_seconds',
    help: 'The longest delay of the event loop between two scrapes: for so long nothing was answered.',
    buckets: BUCKETS,
    collect: () => look(),
  })
  let largest = 0
  new Gauge({
    name: 'cutwater_event_loop_delay_max_seconds',
    help: 'The longest delay of the event loop since the server began.',
    registers: [exposition.registry],
    collect() {
      this.set(largest)
    },
  })
  const measured = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  measured.enable()
  const look = () => {
    if (measured.count === 0) return
    // What is measured is the time between two looks, which are that far apart anyway.
    const seconds = Math.max(0, measured.max / 1e9 - RESOLUTION_MS / 1_000)
    measured.reset()
    largest = Math.max(largest, seconds)
    delays.observe({}, seconds)
  }
}
