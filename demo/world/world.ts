import type { HaproxyWishes, ProxyKind } from './haproxy.ts'
import type { Metrics, WorldPrometheus } from './prometheus.ts'
import type { RunningTraffic } from './traffic-process.ts'

/** What every estate's world can be asked for. */
export type WorldOrder = {
  readonly dir: string
  /** What is wrong with the version that the plan brings, by its name in the list of the estate. */
  readonly fault?: string
  /** How many users the traffic will have. */
  readonly users?: number
  /** What splits the traffic. Default: the gateway. HAProxy measures nothing for us, so it takes Prometheus along. */
  readonly proxy?: ProxyKind
  /** Who measures what the proxies and the services do. */
  readonly metrics?: Metrics
  /** What the services print: `pager` for pages and events, `deploy` for the stable versions coming up. */
  readonly say?: (who: string, line: string) => void
}

/** A small real world that a plan changes, with the binding and the gateway's configuration that lead to all of it. */
export type World = {
  readonly dir: string
  readonly bindingFile: string
  readonly gatewayConfigFile: string
  readonly adminSocket: string
  readonly haproxySocket: string
  /** What `cutwater haproxy config` is asked for here. */
  readonly haproxy: HaproxyWishes
  /** Where users reach it, by the names that people read. */
  readonly doors: Readonly<Record<string, string>>
  /** Null when something else measures. */
  readonly prometheus: WorldPrometheus | null
  /** Users arrive; what they go to must be listening already. */
  readonly startTraffic: (users: number) => Promise<RunningTraffic>
  /** Ends everything that was started here, and whatever deploys started on its sides. */
  readonly stop: () => Promise<void>
}
