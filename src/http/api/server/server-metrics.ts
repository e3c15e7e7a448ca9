import { Counter, collectDefaultMetrics, Gauge, type Registry } from 'prom-client'
import type { Instant } from '../../../core/time/instant.ts'
import type { LevelNow } from '../../../read/records/levels-now.ts'
import { exposition } from '../../exposition/exposition.ts'
import { STATUSES } from '../changes/schema.ts'
import { eventLoopMetrics } from './event-loop-metrics.ts'
import { type LoopMetrics, loopMetrics } from './loop-metrics.ts'

/** What is asked of the house at each scrape; rejects when the database does not answer. */
export type HouseCounts = {
  readonly changesByStatus: Readonly<Record<string, number>>
  readonly effectsByStatus: Readonly<Record<string, number>>
  readonly noticesPending: number
  readonly followUps: { readonly open: number; readonly overdue: number; readonly looking: number }
  readonly journalEntries: number
  /** Of the signals of changes under way. */
  readonly levels: readonly LevelNow[]
  /** Of every proxy of every target. */
  readonly proxies: readonly ProxyNow[]
  readonly connections: { readonly open: number; readonly idle: number; readonly waiting: number }
}

export type ProxyNow = {
  /** `environment/service`. */
  readonly target: string
  readonly instance: string
  readonly state: ProxyState
  /** How many orders it has yet to hear of; null where it has said nothing. */
  readonly behind: number | null
  readonly seenAt: Instant | null
}

const PROXY_STATES = ['settled', 'behind', 'unreachable'] as const
type ProxyState = (typeof PROXY_STATES)[number]

/** The metrics of one server, in a registry of its own. */
export type ServerMetrics = LoopMetrics & {
  /** In the text format. */
  expose(): Promise<string>
  /** In the protobuf format, with native histograms. */
  exposeNative(): Promise<Uint8Array<ArrayBuffer>>
  request(operation: string, method: string, status: number, seconds: number): void
  command(command: string, answer: string, seconds: number): void
  tick(result: string, count: number, seconds: number): void
  /** Asked at each scrape. */
  readers(count: () => number): void
  house(count: () => Promise<HouseCounts>): void
  traces(counts: () => Readonly<Record<'told' | 'failed' | 'dropped', number>>): void
  /** Of the process: memory, CPU, event loop, garbage collection. */
  withProcess(): void
}

const FAST = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

export function serverMetrics(): ServerMetrics {
  const exposed = exposition()
  const { registry } = exposed
  const requests = exposed.durations({
    name: 'cutwater_http_request_duration_seconds',
    help: 'Time until an answer began, by operation of the API, method and status.',
    labelNames: ['operation', 'method', 'status'],
    buckets: FAST,
  })
  const commands = exposed.durations({
    name: 'cutwater_command_duration_seconds',
    help: 'Time from asking something of a change to its answer.',
    labelNames: ['command', 'answer'],
    buckets: FAST,
  })
  const ticks = exposed.durations({
    name: 'cutwater_tick_duration_seconds',
    help: 'Time of a tick: one change, one transaction.',
    labelNames: ['result'],
    buckets: FAST,
  })
  const ticked = new Counter({
    name: 'cutwater_ticks_total',
    help: 'Ticks by what became of them; quiet ones had nothing to do and share a transaction.',
    labelNames: ['result'],
    registers: [registry],
  })
  let refresh: () => Promise<void> = async () => undefined
  return {
    ...loopMetrics(exposed),
    async expose() {
      await refresh()
      return exposed.text()
    },
    async exposeNative() {
      await refresh()
      return exposed.protobuf()
    },
    request: (operation, method, status, seconds) =>
      requests.observe({ operation, method, status: String(status) }, seconds),
    command: (command, answer, seconds) => commands.observe({ command, answer }, seconds),
    tick(result, count, seconds) {
      ticked.inc({ result }, count)
      if (count === 1) ticks.observe({ result }, seconds)
    },
    traces: (counts) =>
      void new Counter({
        name: 'cutwater_trace_spans_total',
        help: 'Spans by what became of them: told, failed (the collector refused or did not answer), dropped.',
        labelNames: ['result'],
        registers: [registry],
        collect() {
          this.reset()
          for (const [result, spans] of Object.entries(counts())) this.inc({ result }, spans)
        },
      }),
    readers: (count) =>
      void new Gauge({
        name: 'cutwater_event_stream_readers',
        help: 'Open event streams.',
        registers: [registry],
        collect() {
          this.set(count())
        },
      }),
    house(count) {
      refresh = houseMetrics(registry, count)
    },
    withProcess() {
      collectDefaultMetrics({ register: registry })
      eventLoopMetrics(exposed)
      for (const name of MISNAMED) registry.removeSingleMetric(name)
    },
  }
}

/** Gauges that are called as counters are; promtool refuses them, and each has its parts under a name of its own. */
const MISNAMED = ['handles', 'requests', 'resources'].map((what) => `nodejs_active_${what}_total`)

/** One look at the database for all of them. Without it there are no numbers of it, rather than old ones. */
function houseMetrics(registry: Registry, count: () => Promise<HouseCounts>): () => Promise<void> {
  const registers = [registry]
  const gauge = (name: string, help: string, labelNames: string[] = []) =>
    new Gauge({ name, help, labelNames, registers })
  const changes = gauge('cutwater_changes', 'Changes by status.', ['status'])
  const effects = gauge('cutwater_effects_open', 'Effects that are not over, by status.', ['status'])
  const notices = gauge('cutwater_notices_pending', 'Notices that are not delivered.')
  const followUps = gauge(
    'cutwater_follow_ups_open',
    'Tasks of ended changes that are not done, by whether they were due.',
    ['state'],
  )
  const looking = gauge(
    'cutwater_follow_ups_looked_for',
    'Tasks of ended changes that are not done and whose evidence is looked for.',
  )
  const levels = gauge(
    'cutwater_level_reached',
    'Whether a signal of a change under way has reached a level of its plan; no series where nothing is known.',
    ['change', 'environment', 'target', 'signal', 'over', 'level'],
  )
  const entries = gauge('cutwater_journal_entries', 'Entries of all streams of the journal.')
  const proxies = gauge('cutwater_proxies', 'Proxies by whether they have what is desired of a target.', [
    'state',
  ])
  const ofProxy = ['target', 'proxy']
  const behind = gauge(
    'cutwater_proxy_orders_behind',
    'How many orders of a target a proxy has yet to hear of.',
    ofProxy,
  )
  const seen = gauge('cutwater_proxy_last_seen_timestamp_seconds', 'When a proxy answered last.', ofProxy)
  const connections = gauge('cutwater_database_connections', 'Connections to the database.', ['state'])
  const waiting = gauge('cutwater_database_waiting', 'Calls that wait for a connection to the database.')
  const everything = [
    changes,
    effects,
    notices,
    followUps,
    looking,
    levels,
    entries,
    proxies,
    behind,
    seen,
    connections,
    waiting,
  ]
  const failures = new Counter({
    name: 'cutwater_scrape_failures_total',
    help: 'Scrapes at which the database could not be asked.',
    registers,
  })
  const up = gauge('cutwater_database_up', 'Whether the database answered this scrape.')
  return async () => {
    for (const metric of everything) metric.reset()
    try {
      const counts = await count()
      for (const status of STATUSES) changes.set({ status }, counts.changesByStatus[status] ?? 0)
      for (const status of ['pending', 'started'])
        effects.set({ status }, counts.effectsByStatus[status] ?? 0)
      for (const state of PROXY_STATES)
        proxies.set({ state }, counts.proxies.filter((one) => one.state === state).length)
      for (const { target, instance: proxy, ...one } of counts.proxies) {
        if (one.behind !== null) behind.set({ target, proxy }, one.behind)
        if (one.seenAt !== null) seen.set({ target, proxy }, one.seenAt / 1_000)
      }
      notices.set(counts.noticesPending)
      followUps.set({ state: 'due-later' }, counts.followUps.open - counts.followUps.overdue)
      followUps.set({ state: 'overdue' }, counts.followUps.overdue)
      looking.set(counts.followUps.looking)
      for (const { isReached, ...labels } of counts.levels) levels.set(labels, isReached ? 1 : 0)
      entries.set(counts.journalEntries)
      connections.set({ state: 'open' }, counts.connections.open)
      connections.set({ state: 'idle' }, counts.connections.idle)
      waiting.set(counts.connections.waiting)
      up.set(1)
    } catch {
      // The server's log says why; the metrics say that it is so.
      failures.inc()
      up.set(0)
    }
  }
}
