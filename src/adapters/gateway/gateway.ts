import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http'
import process from 'node:process'
import type { Logger } from 'pino'
import type { RequestTraces } from '../../ports/traces.ts'
import { adminHandler } from './admin.ts'
import { pemFiles } from './admin-tls/pem-files.ts'
import { type TlsAdmin, tlsAdmin } from './admin-tls/serve-tls.ts'
import { answerProblem } from './client/problem.ts'
import { cookieSecret, stickyCookie } from './client/sticky-cookie.ts'
import { trustOf } from './client/trust.ts'
import { whyUnfit } from './client/unfit.ts'
import type { GatewayConfig } from './config/config.ts'
import { type Listener, listenersOf } from './config/listener.ts'
import { writeAtomically } from './disk/atomic-file.ts'
import { Exchange, type Exchanges } from './exchange.ts'
import { listenAt, listenOnSocket } from './listening.ts'
import { openSwitchboard } from './switchboard.ts'
import { TargetRoute } from './target-route.ts'
import { startTelemetry } from './telemetry.ts'
import { openTelemetryFile } from './telemetry-file.ts'
import { turnsAway } from './turn-away.ts'
import { answerOn, type Upgrade, wantedProtocol } from './upgraded.ts'
import type { GatewayStatus } from './wire.ts'

export type Gateway = {
  readonly status: () => GatewayStatus
  /** No new connections; what is under way ends by itself, or is cut after `graceMs`. */
  stop(graceMs: number): Promise<void>
}

const STATE_UNWRITABLE =
  'the state cannot be written, so a close may be missing in it: every target is closed until it can be'
const TELEMETRY_KEPT_S = 2 * 60 * 60
const TELEMETRY_TICK_MS = 200
const IDLE_LOOK_MS = 100
const ADMIN_REQUEST_MS = 10_000

/** Puts the gateway together and serves. Throws a `SetupFault` when it cannot. */
export async function startGateway(
  config: GatewayConfig,
  options: { readonly log: Logger; readonly demoFaults: boolean; readonly traces?: RequestTraces },
): Promise<Gateway> {
  const { log, traces = null } = options
  const trust = trustOf(config.trustedProxies)
  const names = config.routes.map((route) => route.target)
  const switchboard = await openSwitchboard(config.stateFile, names)
  const placed = config.routes.map((route) => {
    const target = new TargetRoute(route, config.limits, switchboard)
    return { listen: route.listen, paths: route.paths, target }
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
    trust,
    cookie: stickyCookie(secret, config.cookie),
    telemetry,
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
  let remote: TlsAdmin | null = null
  const fronts: Server[] = []
  let ticking: NodeJS.Timeout | undefined
  const stop = async (graceMs: number): Promise<void> => {
    stopping = true
    const served = ticking !== undefined
    clearInterval(ticking)
    // They would never end by themselves.
    for (const { upgraded } of targets) upgraded.endAll()
    remote?.end()
    const servers = [...fronts, admin, ...(remote === null ? [] : [remote.server])]
    await Promise.all(servers.map((server) => closed(server, graceMs)))
    await Promise.all(targets.flatMap(({ sides }) => [sides.blue.destroy(), sides.green.destroy()]))
    if (served) telemetry.end()
    await traces?.close()
    await keeper.close()
  }

  try {
    // The socket first: its holder is the only gateway of this state file. Then the ports, so that a start which is
    // refused has made no file; a request that comes before the state is ready waits for it.
    await listenOnSocket(admin, config.adminSocket)
    if (config.admin !== undefined) remote = await serveRemotely(config.admin, handle, log)
    const serving: Serving = { exchanges: null, waiting: [] }
    for (const listener of listenersOf(placed)) {
      const front = frontOf(listener, serving, config.limits)
      fronts.push(front)
      const names = listener.targets.map(({ name }) => name)
      const port = await listenAt(front, listener.listen, names.join(' and '))
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

async function serveRemotely(
  admin: NonNullable<GatewayConfig['admin']>,
  handle: RequestListener,
  log: Logger,
): Promise<TlsAdmin> {
  const order = { identity: pemFiles(admin, ''), names: admin.names, log }
  const remote = tlsAdmin(handle, order)
  remote.server.requestTimeout = ADMIN_REQUEST_MS
  await listenAt(remote.server, admin.listen, 'its admin channel')
  return remote
}

/** Null until everything is ready; requests of the milliseconds before wait. */
type Serving = { exchanges: Exchanges | null; readonly waiting: ((exchanges: Exchanges) => void)[] }

function frontOf(
  { choose }: Listener<TargetRoute>,
  serving: Serving,
  { maxHeaderBytes, upgradedPerTarget }: GatewayConfig['limits'],
): Server {
  const serve = (request: IncomingMessage, response: ServerResponse, upgrade: Upgrade | null) => {
    const unfit = whyUnfit(request)
    if (unfit !== null) return answerProblem(response, unfit.status, unfit.title)
    const target = choose(request.url ?? '/')
    if (target === null) return answerProblem(response, 404, 'No route of this gateway takes such a path')
    if (upgrade !== null && target.upgraded.count >= upgradedPerTarget)
      return answerProblem(response, 503, 'Too many connections have gone over to another protocol')
    const begin = (exchanges: Exchanges) => {
      if (turnsAway(request, response, target, exchanges)) return
      new Exchange(request, response, target, exchanges, upgrade).begin()
    }
    if (serving.exchanges !== null) return begin(serving.exchanges)
    // A connection that breaks while it waits must not end the process.
    for (const stream of [request, response]) stream.on('error', () => {})
    serving.waiting.push((exchanges) => {
      if (!response.destroyed) begin(exchanges)
    })
  }
  const front = createServer(
    {
      ...{ maxHeaderSize: maxHeaderBytes, keepAliveTimeout: 65_000, requestTimeout: 0 },
      shouldUpgradeCallback: (request) => wantedProtocol(request) !== null,
    },
    (request, response) => serve(request, response, null),
  )
  front.on('upgrade', (request, socket, head) => {
    const protocol = wantedProtocol(request)
    if (protocol === null) return socket.destroy()
    socket.on('error', () => {})
    if (head.length > 0) socket.unshift(head)
    return serve(request, answerOn(socket, request), { protocol, socket })
  })
  front.on('connect', (request, socket) => {
    answerProblem(answerOn(socket, request), 405, 'This is no proxy that connects to other hosts')
  })
  front.headersTimeout = 15_000
  // Nagle's delay would hold back the second small piece of an answer.
  front.on('connection', (socket) => socket.setNoDelay(true))
  return front
}

function closed(server: Server, graceMs: number): Promise<void> {
  if (!server.listening) return Promise.resolve()
  return new Promise((resolve) => {
    const cut = setTimeout(() => server.closeAllConnections(), graceMs)
    // One whose answer had begun before would be kept alive after it.
    const idle = setInterval(() => server.closeIdleConnections(), IDLE_LOOK_MS)
    server.close(() => {
      clearTimeout(cut)
      clearInterval(idle)
      resolve()
    })
    server.closeIdleConnections()
  })
}
