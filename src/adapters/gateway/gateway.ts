import { createServer, type RequestListener, type ServerResponse } from 'node:http'
import type { Server as TlsServer } from 'node:https'
import process from 'node:process'
import type { Logger } from 'pino'
import type { EdgeMetrics } from '../../ports/edge-metrics.ts'
import type { RequestTraces } from '../../ports/traces.ts'
import { adminHandler } from './admin.ts'
import { answerProblem } from './client/problem.ts'
import { cookieSecret, stickyCookie } from './client/sticky-cookie.ts'
import { trustOf } from './client/trust.ts'
import { whyUnfit } from './client/unfit.ts'
import type { GatewayConfig } from './config/config.ts'
import { type Listener, listenersOf } from './config/listener.ts'
import { writeAtomically } from './disk/atomic-file.ts'
import { Exchange } from './exchange.ts'
import type { Exchanges } from './exchanges.ts'
import { type AccessLog, openAccessLog } from './front/access-log.ts'
import { drained } from './front/draining.ts'
import { frontServer, NOWHERE, type Serve, type Way } from './front/front.ts'
import { listenAt, listenOnSocket } from './front/listening.ts'
import { metricsFront } from './front/metrics-front.ts'
import { directPeers, proxiedPeers } from './front/peers.ts'
import { openSwitchboard } from './switchboard.ts'
import { TargetRoute } from './target-route.ts'
import { countedFor, startTelemetry } from './telemetry.ts'
import { openTelemetryFile } from './telemetry-file.ts'
import { pemFiles } from './tls/pem-files.ts'
import { type TlsAdmin, tlsAdmin } from './tls/tls-admin.ts'
import { tlsFront } from './tls/tls-front.ts'
import { turnsAway } from './turn-away.ts'
import type { GatewayStatus } from './wire.ts'

export type Gateway = {
  readonly status: () => GatewayStatus
  /** No new connections; what is under way ends by itself, or is cut after `graceMs`. */
  stop(graceMs: number): Promise<void>
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
  const trust = trustOf(config.trustedProxies)
  const peers = config.proxyProtocol.length === 0 ? directPeers : proxiedPeers(trustOf(config.proxyProtocol))
  const names = config.routes.map((route) => route.target)
  const switchboard = await openSwitchboard(config.stateFile, names)
  const placed = config.routes.map((route) => {
    const target = new TargetRoute(route, config.limits, switchboard)
    return { listen: route.listen, paths: route.paths, tls: route.tls, target }
  })
  const targets = placed.map(({ target }) => target)
  const byName = new Map(targets.map((target) => [target.name, target]))
  const isOpen = (name: string, slot: 'stable' | 'canary') => byName.get(name)?.isOpen(slot) ?? false
  const keeper = await openTelemetryFile(`${config.stateFile}.telemetry`, log)
  const telemetry = startTelemetry({
    targets: names,
    isOpen,
    now: Date.now,
    keepSeconds: TELEMETRY_KEPT_S,
    keeper,
  })

  let stopping = false
  const exchangesBy = (secret: Uint8Array): Exchanges => ({
    identity: {
      user: config.identity.userHeader.toLowerCase(),
      segment: config.identity.segmentHeader.toLowerCase(),
    },
    peerOf: (socket) => {
      const address = peers.addressOf(socket)
      return { address, isTrusted: trust(address) }
    },
    cookie: stickyCookie(secret, config.cookie),
    telemetry: metrics === null ? telemetry : countedFor(metrics, telemetry),
    limits: config.limits,
    log,
    traces,
    stopping: () => stopping,
  })

  const startedAt = Date.now()
  const ports: Record<string, number> = {}
  const status = (): GatewayStatus => ({
    instance: config.instance,
    pid: process.pid,
    startedAt,
    targets: Object.fromEntries(
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
    ),
  })

  const writes = (name: string) => byName.get(name)?.writes ?? 0
  const handle = adminHandler({
    ...options,
    instance: config.instance,
    switchboard,
    telemetry,
    status,
    writes,
  })
  const admin = createServer(handle)
  admin.requestTimeout = ADMIN_REQUEST_MS
  const drains = [drained(admin)]
  let access: AccessLog | null = null
  const ends: (() => void)[] = []
  let ticking: NodeJS.Timeout | undefined
  const stop = async (graceMs: number): Promise<void> => {
    stopping = true
    const served = ticking !== undefined
    clearInterval(ticking)
    // They would never end by themselves.
    for (const { upgraded } of targets) upgraded.endAll()
    for (const end of ends) end()
    await Promise.all(drains.map((drain) => drain(graceMs)))
    await Promise.all(targets.flatMap(({ sides }) => [sides.blue.destroy(), sides.green.destroy()]))
    if (served) telemetry.end()
    await traces?.close()
    await keeper.close()
    access?.close()
  }

  try {
    // The socket first: its holder is the only gateway of this state file. Then the ports, so that a start which is
    // refused has made no file; a request that comes before the state is ready waits for it.
    await listenOnSocket(admin, config.adminSocket)
    if (config.accessLog !== undefined) access = openAccessLog(config.accessLog, log, peers.addressOf)
    if (config.admin !== undefined) {
      const remote = remoteAdmin(config.admin, handle, log)
      drains.push(drained(remote.server))
      ends.push(remote.end)
      await listenAt(remote.server, config.admin.listen, 'its admin channel')
    }
    if (config.metrics !== undefined && metrics !== null) {
      const told = metricsFront(metrics, config.metrics, () => heldBy(targets), log)
      drains.push(drained(told))
      await listenAt(told, config.metrics.listen, 'its metrics')
    }
    const serving: Serving = { exchanges: null, waiting: [] }
    for (const listener of listenersOf(placed)) {
      const tls = listener.tls.length === 0 ? null : tlsFront(listener.tls, listener.listen, log)
      const serve = serveAt(listener, serving, config.limits)
      const front = frontServer(
        access?.heard(serve) ?? serve,
        config.limits.maxHeaderBytes,
        tls?.options ?? null,
      )
      peers.before(front)
      drains.push(drained(front))
      if (tls !== null) ends.push(tls.renew(front as TlsServer))
      const names = listener.targets.map(({ name }) => name)
      const port = await listenAt(front, listener.listen, names.join(' and '), config.reusePort)
      for (const name of names) ports[name] = port
    }
    const exchanges = exchangesBy(await cookieSecret(config.cookieSecretFile))
    const unwritable = await switchboard.prepare()
    if (unwritable !== null) log.error({ err: unwritable, stateFile: config.stateFile }, STATE_UNWRITABLE)
    ticking = setInterval(telemetry.tick, TELEMETRY_TICK_MS)
    serving.exchanges = exchanges
    for (const begin of serving.waiting.splice(0)) begin(exchanges)
    if (config.portsFile !== undefined) await writeAtomically(config.portsFile, `${JSON.stringify(ports)}\n`)
  } catch (cause) {
    await stop(0)
    throw cause
  }
  log.info({ instance: config.instance, ports }, 'the gateway serves')
  return { status, stop }
}

const heldBy = (targets: readonly TargetRoute[]) =>
  Object.fromEntries(targets.map(({ name, held }) => [name, held.desired]))

function remoteAdmin(
  admin: NonNullable<GatewayConfig['admin']>,
  handle: RequestListener,
  log: Logger,
): TlsAdmin {
  const remote = tlsAdmin(handle, { identity: pemFiles(admin, ''), names: admin.names, log })
  remote.server.requestTimeout = ADMIN_REQUEST_MS
  return remote
}

/** Null until everything is ready; requests of the milliseconds before wait. */
type Serving = { exchanges: Exchanges | null; readonly waiting: ((exchanges: Exchanges) => void)[] }

function serveAt(
  { choose }: Listener<TargetRoute>,
  serving: Serving,
  { upgradedPerTarget }: GatewayConfig['limits'],
): Serve {
  return (request, response, upgrade) => {
    const unfit = whyUnfit(request)
    if (unfit !== null) return refused(response, unfit.status, unfit.title)
    const target = choose(request.url ?? '/')
    if (target === null) return refused(response, 404, 'No route of this gateway takes such a path')
    if (upgrade !== null && target.upgraded.count >= upgradedPerTarget)
      return refused(response, 503, 'Too many connections have gone over to another protocol')
    let exchange: Exchange | null = null
    const way = () => exchange?.way() ?? { ...NOWHERE, target: target.name }
    const begin = (exchanges: Exchanges) => {
      if (turnsAway(request, response, target, exchanges)) return
      exchange = new Exchange(request, response, target, exchanges, upgrade)
      exchange.begin()
    }
    if (serving.exchanges !== null) {
      begin(serving.exchanges)
      return way
    }
    // A connection that breaks while it waits must not end the process.
    for (const stream of [request, response]) stream.on('error', () => {})
    serving.waiting.push((exchanges) => {
      if (!response.destroyed) begin(exchanges)
    })
    return way
  }
}

function refused(response: ServerResponse, status: number, title: string): () => Way {
  answerProblem(response, status, title)
  return () => NOWHERE
}
