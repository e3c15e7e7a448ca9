/**
 * The small real world that a plan changes: two sites with a stable version each, their flag services, the source of
 * the registry, and a pager. It writes the binding and the gateway's configuration that lead to all of it.
 */
import { mkdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { type Child, startChild } from './process/child.ts'
import { readJsonFile, writeJsonFile } from './process/json-file.ts'
import { startTimeOf, stillRuns } from './process/start-time.ts'
import type { FaultKind } from './services/fault.ts'
import { type Addresses, pickAddresses, portOf } from './world/addresses.ts'
import { bindingYaml } from './world/binding.ts'
import { type FaultOrder, thresholdRps } from './world/fault-order.ts'
import { writeFirstDay } from './world/first-day.ts'
import { gatewayConfig } from './world/gateway-config.ts'
import type { ProxyKind } from './world/haproxy.ts'
import { type Metrics, startWorldPrometheus, type WorldPrometheus } from './world/prometheus.ts'
import { type Secrets, worldSecrets } from './world/secrets.ts'
import { bringUp, dataFolder, endAllSides, type Target, targets } from './world/side.ts'
import { socketPath } from './world/socket-path.ts'

export type WorldOrder = {
  readonly dir: string
  readonly fault?: FaultKind
  /** Default: gamma alone is faulty, so that evidence against one is seen to take both back. */
  readonly faultTarget?: Target | 'both'
  /** The version that has the fault. Default v2.0.0. */
  readonly faultVersion?: string
  /** `crash` dies after this many requests. Default 40. */
  readonly crashAfter?: number
  /** Of a thousand requests of users, so many fail in every version; `subtle` fails three times as often. Default 0. */
  readonly usual?: number
  /** What splits the traffic. Default: the gateway. HAProxy measures nothing for us, so it takes Prometheus along. */
  readonly proxy?: ProxyKind
  /** Who measures the signals. Default: the gateway, or Prometheus behind HAProxy. */
  readonly metrics?: Metrics
  /** How many users the traffic will have; the `at-50` fault is measured by it. Default 300. */
  readonly users?: number
  /** What the services print: `pager` for pages and events, `deploy` for the stable versions coming up. */
  readonly say?: (who: string, line: string) => void
}

export type World = {
  readonly dir: string
  readonly bindingFile: string
  readonly gatewayConfigFile: string
  readonly adminSocket: string
  /** HAProxy's runtime socket, where it stands instead of the gateway. */
  readonly haproxySocket: string
  readonly addresses: Addresses
  /** For tests and the demo's own questions to the services; never print them. */
  readonly secrets: Secrets
  readonly stableVersion: string
  /** Null when something else measures. */
  readonly prometheus: WorldPrometheus | null
  /** Ends everything that was started here, and whatever deploys started on its sides. */
  readonly stop: () => Promise<void>
}

export const stableVersion = 'v1.9.0'

/** Throws when another demo runs in `dir`, or when a part does not come up; then nothing is left running. */
export async function startWorld(order: WorldOrder): Promise<World> {
  mkdirSync(resolve(order.dir), { recursive: true, mode: 0o700 })
  const dir = realpathSync(order.dir)
  const claim = claimDirectory(dir)
  const socket = socketPath(dir)
  const children: Child[] = []
  const stop = async () => {
    await Promise.all([...children.map((child) => child.stop()), endAllSides(dir)])
    if (socket.folder) rmSync(socket.folder, { recursive: true, force: true })
    rmSync(claim, { force: true })
  }
  try {
    await endAllSides(dir)
    const secrets = worldSecrets(dir)
    const addresses = await pickAddresses()
    writeFirstDay(dir, new Date())
    const bindingFile = join(dir, 'cutwater.yaml')
    const { proxy = 'gateway' } = order
    const metrics = proxy === 'haproxy' ? 'prometheus' : (order.metrics ?? 'gateway')
    const haproxySocket = join(dirname(socket.path), 'haproxy.sock')
    const faults = faultOrder(order)
    const facts = {
      ...{ dir, addresses, adminSocket: socket.path, haproxySocket, proxy, metrics },
      ...{ order: faults, parent: process.pid },
    }
    writeFileSync(bindingFile, bindingYaml(facts))
    const gatewayConfigFile = join(dir, 'gateway.json')
    writeJsonFile(gatewayConfigFile, gatewayConfig(addresses, socket.path))
    let prometheus: WorldPrometheus | null = null
    const startMetrics = async () => {
      if (metrics !== 'prometheus') return
      const { child, ...started } = await startWorldPrometheus(
        dir,
        addresses,
        proxy === 'haproxy' ? addresses.haproxyMetrics : null,
      )
      children.push(child)
      prometheus = started
    }
    // One that fails must not leave the others without an owner: each is in the list as soon as it runs.
    const started = await Promise.allSettled([
      startMetrics(),
      ...services(dir, addresses, secrets, order.say).map(async (start) => children.push(await start())),
      ...targets.map((target) => startStable(dir, target, addresses, secrets, faults.usual, order.say)),
    ])
    const failed = started.find((one) => one.status === 'rejected')
    if (failed) throw failed.reason
    return {
      dir,
      bindingFile,
      gatewayConfigFile,
      adminSocket: socket.path,
      haproxySocket,
      addresses,
      secrets,
      stableVersion,
      prometheus,
      stop,
    }
  } catch (error) {
    await stop()
    throw new Error('the demo could not be started', { cause: error })
  }
}

type Say = WorldOrder['say']

function services(dir: string, addresses: Addresses, secrets: Secrets, say: Say): (() => Promise<Child>)[] {
  const service =
    (name: string, file: string, url: string, data: string, env: Record<string, string>) => () =>
      startChild({
        name,
        script: `services/${file}`,
        args: ['--port', String(portOf(url)), '--data', data],
        env,
        logFile: join(dir, 'logs', `${name}.log`),
        heard: (line) => say?.(name, line),
      })
  const { FLAG_API_KEY, NOTION_TOKEN, PAGER_KEY, EVENTS_KEY } = secrets
  return [
    ...targets.map((target) =>
      service(`flags-${target}`, 'flag-api.ts', addresses.flags[target], dataFolder(dir, target), {
        FLAG_API_KEY,
      }),
    ),
    service('source', 'notion.ts', addresses.source, join(dir, 'data', 'source'), { NOTION_TOKEN }),
    service('pager', 'pager.ts', addresses.pager, join(dir, 'data', 'pager'), { PAGER_KEY, EVENTS_KEY }),
  ]
}

function startStable(
  dir: string,
  target: Target,
  addresses: Addresses,
  secrets: Secrets,
  usual: number,
  say: Say,
): Promise<void> {
  return bringUp({
    dir,
    target,
    side: 'blue',
    port: portOf(addresses.sides[target].blue),
    version: stableVersion,
    fault: 'none',
    parent: process.pid,
    env: { REGISTRY_API_KEY: secrets.REGISTRY_API_KEY, DEMO_FAULT_USUAL: String(usual) },
    readyWithinMs: 20_000,
    say: (line) => say?.('deploy', line),
  })
}

function faultOrder(order: WorldOrder): FaultOrder {
  return {
    fault: order.fault ?? 'none',
    target: order.faultTarget ?? 'gamma',
    version: order.faultVersion ?? 'v2.0.0',
    rps: thresholdRps(order.users ?? 300),
    crashAfter: order.crashAfter ?? 40,
    usual: order.usual ?? 0,
  }
}

/** Two demos in one directory would end each other's processes. */
function claimDirectory(dir: string): string {
  const file = join(dir, 'run', 'world.json')
  const owner = readJsonFile<{ pid: number; startTime: string }>(file)
  if (owner && stillRuns(owner.pid, owner.startTime))
    throw new Error(`a demo already runs in ${dir}, as process ${owner.pid}`)
  writeJsonFile(file, { pid: process.pid, startTime: startTimeOf(process.pid) })
  return file
}
