import { createServer, type RequestListener } from 'node:http'
import process from 'node:process'
import type { Logger } from 'pino'
import type { EdgeMetrics } from '../../ports/edge-metrics.ts'
import type { RequestTraces } from '../../ports/traces.ts'
import { adminHandler } from './admin.ts'
import { cookieKeyOf, cookieSecret, stickyCookie } from './client/sticky-cookie.ts'
import { trustOf } from './client/trust.ts'
import type { GatewayConfig } from './config/config.ts'
import { listenersOf } from './config/listener.ts'
import { whatStays } from './config/what-stays.ts'
import { writeAtomically } from './disk/atomic-file.ts'
import type { Exchanges } from './exchanges.ts'
import { type AccessLog, openAccessLog } from './front/access-log.ts'
import { drained } from './front/draining.ts'
import { openFronts } from './front/fronts.ts'
import { listenAt, listenOnSocket } from './front/listening.ts'
import { metricsFront } from './front/metrics-front.ts'
import { directPeers, proxiedPeers } from './front/peers.ts'
import { type Serving, serveAt } from './serve-at.ts'
import { openSwitchboard, type Switchboard } from './switchboard.ts'
import { TargetRoute } from './target-route.ts'
import { countedFor, startTelemetry } from './telemetry.ts'
import { openTelemetryFile } from './telemetry-file.ts'
import { pemFiles } from './tls/pem-files.ts'
import { type TlsAdmin, tlsAdmin } from './tls/tls-admin.ts'
import type { GatewayStatus } from './wire.ts'

export type Gateway = {
  readonly status: () => GatewayStatus
  /** No new connections; what is under way ends by itself, or is cut after `graceMs`. */
  stop(graceMs: number): Promise<void>
  /**
   * Another configuration from now on, without losing a connection. What goes answers what is under way, for `graceMs`
   * at most. Throws `SetupFault`, and then nothing has changed.
   */
  reload(config: GatewayConfig, graceMs: number): Promise<void>
}

type Parts = {
  readonly log: Logger
  readonly demoFaults: boolean
  readonly traces?: RequestTraces
  /** Where the configuration has `metrics`. */
  readonly metrics?: EdgeMetrics
}

const STATE_UNWRITABLE =
  'the state cannot be written, so a close may be missing in it: every target is closed until it can be'
const TELEMETRY_KEPT_S = 2 * 60 * 60
const TELEMETRY_TICK_MS = 200
const ADMIN_REQUEST_MS = 10_000

/** Puts the gateway together and serves. Throws a `SetupFault` when it cannot. */
export async function startGateway(config: GatewayConfig, options: Parts): Promise<Gateway> {
  const { log, traces = null, metrics = null } = options
  const peers = config.proxyProtocol.length === 0 ? directPeers : proxiedPeers(trustOf(config.proxyProtocol))
  const namesIn = ({ routes }: GatewayConfig) => routes.map(({ target }) => target)
  const switchboard = await openSwitchboard(config.stateFile, namesIn(config))
  /** As requests meet it; it is replaced as a whole. */
  let live = { config, targets: targetsOf(config, new Map(), switchboard) }
  const keeper = await openTelemetryFile(`${config.stateFile}.telemetry`, log)
  const telemetry = startTelemetry({
    targets: namesIn(config),
    isOpen: (name, slot) => live.targets.get(name)?.isOpen(slot) ?? false,
    now: Date.now,
    keepSeconds: TELEMETRY_KEPT_S,
    keeper,
  })

  let stopping = false
  const counted = metrics === null ? telemetry : countedFor(metrics, telemetry)
  const exchangesBy = (secret: Uint8Array, { identity, trustedProxies, cookie, limits }: GatewayConfig) => {
    const trust = trustOf(trustedProxies)
    return {
      identity: { user: identity.userHeader.toLowerCase(), segment: identity.segmentHeader.toLowerCase() },
      peerOf: (socket) => {
        const address = peers.addressOf(socket)
        return { address, isTrusted: trust(address) }
      },
      cookie: stickyCookie(secret, cookie),
      telemetry: counted,
      ...{ limits, log, traces },
      stopping: () => stopping,
    } satisfies Exchanges
  }

  let access: AccessLog | null = null
  const serving: Serving = { exchanges: null, waiting: [] }
  const fronts = openFronts<TargetRoute>({
    serve: (choose) => {
      const serve = serveAt(choose, serving, () => live.config.limits)
      return access?.heard(serve) ?? serve
    },
    nameOf: ({ name }) => name,
    maxHeaderBytes: config.limits.maxHeaderBytes,
    reusePort: config.reusePort,
    before: peers.before,
    log,
  })

  const startedAt = Date.now()
  let remote: TlsAdmin | null = null
  let cookieKey: string | null = null
  const status = (): GatewayStatus => ({
    instance: config.instance,
    pid: process.pid,
    startedAt,
    now: Date.now(),
    troubles: [...(remote?.troubles() ?? []), ...fronts.troubles()],
    ...(cookieKey === null ? {} : { cookieKey }),
    targets: statusOf([...live.targets.values()], fronts.ports()),
  })
  const handle = adminHandler({
    ...options,
    instance: config.instance,
    switchboard,
    telemetry,
    status,
    writes: (name) => live.targets.get(name)?.writes ?? 0,
    now: Date.now,
  })
  const admin = createServer(handle)
  admin.requestTimeout = ADMIN_REQUEST_MS
  const drains = [drained(admin)]
  const ends: (() => void)[] = []
  let ticking: NodeJS.Timeout | undefined
  const stop = async (graceMs: number): Promise<void> => {
    stopping = true
    const served = ticking !== undefined
    clearInterval(ticking)
    const targets = [...live.targets.values()]
    // They would never end by themselves.
    for (const { upgraded } of targets) upgraded.endAll()
    for (const end of ends) end()
    await Promise.all([...drains.map((drain) => drain(graceMs)), fronts.close(graceMs)])
    await Promise.all(targets.flatMap(({ sides }) => [sides.blue.destroy(), sides.green.destroy()]))
    if (served) telemetry.end()
    await traces?.close()
    await keeper.close()
    access?.close()
  }
  const tellPorts = async () => {
    if (config.portsFile !== undefined)
      await writeAtomically(config.portsFile, `${JSON.stringify(fronts.ports())}\n`)
  }

  const leaving = new Set<TargetRoute>()
  const routed = () => [...live.targets.keys(), ...[...leaving].map(({ name }) => name)]
  let secret: Uint8Array
  try {
    // The socket first: its holder is the only gateway of this state file. Then the ports, so that a start which is
    // refused has made no file; a request that comes before the state is ready waits for it.
    await listenOnSocket(admin, config.adminSocket)
    if (config.accessLog !== undefined) access = openAccessLog(config.accessLog, log, peers.addressOf)
    if (config.admin !== undefined) {
      remote = remoteAdmin(config.admin, handle, log)
      drains.push(drained(remote.server))
      ends.push(remote.end)
      await listenAt(remote.server, config.admin.listen, 'its admin channel')
    }
    if (config.metrics !== undefined && metrics !== null) {
      const told = metricsFront(metrics, config.metrics, () => heldBy(live.targets), log)
      drains.push(drained(told))
      await listenAt(told, config.metrics.listen, 'its metrics')
    }
    await fronts.change(listenersIn(config, live.targets), 0)
    secret = await cookieSecret(config.cookieSecretFile)
    cookieKey = cookieKeyOf(secret)
    const unwritable = await switchboard.prepare()
    if (unwritable !== null) log.error({ err: unwritable, stateFile: config.stateFile }, STATE_UNWRITABLE)
    ticking = setInterval(telemetry.tick, TELEMETRY_TICK_MS)
    serving.exchanges = exchangesBy(secret, config)
    for (const begin of serving.waiting.splice(0)) begin(serving.exchanges)
    await tellPorts()
  } catch (cause) {
    await stop(0)
    throw cause
  }
  log.info({ instance: config.instance, ports: fronts.ports() }, 'the gateway serves')
  return {
    status,
    stop,
    async reload(next, graceMs) {
      const stays = whatStays(live.config, next)
      if (stays !== null) throw stays
      const before = live
      const targets = targetsOf(next, before.targets, switchboard)
      telemetry.route(namesIn(next))
      switchboard.route([...routed(), ...namesIn(next)])
      try {
        await fronts.change(listenersIn(next, targets), graceMs)
      } catch (cause) {
        for (const [name, target] of targets) if (!before.targets.has(name)) void target.retire(0)
        switchboard.route(routed())
        throw cause
      }
      live = { config: next, targets }
      serving.exchanges = exchangesBy(secret, next)
      for (const route of next.routes) before.targets.get(route.target)?.change(route, next.limits)
      for (const [name, target] of before.targets) if (!targets.has(name)) leave(target)
      await tellPorts()

      /** Nothing comes to it any more; until what is under way there has ended, it may be told to close. */
      function leave(target: TargetRoute): void {
        leaving.add(target)
        void target.retire(graceMs).then(() => {
          leaving.delete(target)
          switchboard.route(routed())
        })
      }
    },
  }
}

/** A target that was there before is the same one: what it counts and what has gone over at it goes on. */
function targetsOf(
  { routes, limits }: GatewayConfig,
  before: ReadonlyMap<string, TargetRoute>,
  switchboard: Switchboard,
): ReadonlyMap<string, TargetRoute> {
  return new Map(
    routes.map((route) => [
      route.target,
      before.get(route.target) ?? new TargetRoute(route, limits, switchboard),
    ]),
  )
}

const listenersIn = ({ routes }: GatewayConfig, targets: ReadonlyMap<string, TargetRoute>) =>
  listenersOf(
    routes.flatMap(({ target: name, listen, paths, tls }) => {
      const target = targets.get(name)
      return target === undefined ? [] : [{ name, listen, paths, tls, target }]
    }),
  )

const statusOf = (targets: readonly TargetRoute[], ports: Readonly<Record<string, number>>) =>
  Object.fromEntries(
    targets.map(({ name, held, sides, origins, writes }) => [
      name,
      {
        held,
        writes,
        port: ports[name] ?? 0,
        versions: { blue: sides.blue.version, green: sides.green.version },
        waiting: { blue: sides.blue.places.waiting, green: sides.green.places.waiting },
        origins,
      },
    ]),
  )

const heldBy = (targets: ReadonlyMap<string, TargetRoute>) =>
  Object.fromEntries([...targets.values()].map(({ name, held }) => [name, held.desired]))

function remoteAdmin(
  admin: NonNullable<GatewayConfig['admin']>,
  handle: RequestListener,
  log: Logger,
): TlsAdmin {
  const remote = tlsAdmin(handle, { identity: pemFiles(admin, ''), names: admin.names, log })
  remote.server.requestTimeout = ADMIN_REQUEST_MS
  return remote
}
