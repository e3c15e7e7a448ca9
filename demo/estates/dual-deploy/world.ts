/**
 * Two sites with a stable version each, their flag services, the source of the registry, and a pager. It writes the
 * binding and the gateway's configuration that lead to all of it.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Child, startChild } from '../../process/child.ts'
import { writeJsonFile } from '../../process/json-file.ts'
import { portOf } from '../../process/port-of.ts'
import { gatewayConfig } from '../../world/gateway-config.ts'
import { type Ground, onGround } from '../../world/ground.ts'
import { startWorldPrometheus, type WorldPrometheus } from '../../world/prometheus.ts'
import { worldSecrets } from '../../world/secrets.ts'
import { bringUp, dataFolder } from '../../world/side.ts'
import type { World, WorldOrder } from '../../world/world.ts'
import { type Addresses, pickAddresses } from './addresses.ts'
import { bindingYaml } from './binding.ts'
import { type FaultOrder, thresholdRps } from './fault-order.ts'
import { writeFirstDay } from './first-day.ts'
import { haproxyWishes } from './haproxy-wishes.ts'
import { faultKind } from './services/fault.ts'
import { scrapeJobs } from './signals.ts'
import { scripts, type Target, targets } from './targets.ts'
import { startTraffic } from './traffic-process.ts'

export type DualDeployOrder = WorldOrder & {
  /** Default: gamma alone is faulty, so that evidence against one is seen to take both back. */
  readonly faultTarget?: Target | 'both'
  /** The version that has the fault. Default v2.0.0. */
  readonly faultVersion?: string
  /** `crash` dies after this many requests. Default 40. */
  readonly crashAfter?: number
  /** Of a thousand requests of users, so many fail in every version; `subtle` fails three times as often. Default 0. */
  readonly usual?: number
}

export type Secrets = Readonly<Record<keyof typeof secretKinds, string>>

export type DualDeployWorld = World & {
  readonly addresses: Addresses
  /** For tests and the demo's own questions to the services; never print them. */
  readonly secrets: Secrets
  readonly stableVersion: string
}

export const stableVersion = 'v1.9.0'

const secretKinds = {
  FLAG_API_KEY: 'token',
  NOTION_TOKEN: 'token',
  REGISTRY_API_KEY: 'token',
  PAGER_KEY: 'signing',
  EVENTS_KEY: 'signing',
} as const

/** Throws when another demo runs in `dir`, or when a part does not come up; then nothing is left running. */
export function startWorld(order: DualDeployOrder): Promise<DualDeployWorld> {
  return onGround(order.dir, (ground) => build(ground, order))
}

async function build(ground: Ground, order: DualDeployOrder): Promise<Omit<DualDeployWorld, 'stop'>> {
  const { dir, adminSocket, haproxySocket } = ground
  const secrets = worldSecrets(dir, secretKinds)
  const addresses = await pickAddresses()
  writeFirstDay(dir, new Date())
  const bindingFile = join(dir, 'cutwater.yaml')
  const { proxy = 'gateway' } = order
  const metrics = proxy === 'haproxy' ? 'prometheus' : (order.metrics ?? 'gateway')
  const faults = faultOrder(order)
  const facts = {
    ...{ dir, addresses, adminSocket, haproxySocket, proxy, metrics },
    ...{ order: faults, parent: process.pid },
  }
  writeFileSync(bindingFile, bindingYaml(facts))
  const gatewayConfigFile = join(dir, 'gateway.json')
  writeJsonFile(gatewayConfigFile, gatewayConfig(adminSocket, routesOf(addresses)))
  let prometheus: WorldPrometheus | null = null
  const startMetrics = async () => {
    const jobs = scrapeJobs(addresses, proxy === 'haproxy' ? addresses.haproxyMetrics : null)
    const { child, ...started } = await startWorldPrometheus(dir, addresses.prometheus, jobs)
    prometheus = started
    return child
  }
  await ground.startAll([
    ...(metrics === 'prometheus' ? [startMetrics] : []),
    ...services(dir, addresses, secrets, order.say),
    ...targets.map((target) => () => startStable(dir, target, addresses, secrets, faults.usual, order.say)),
  ])
  return {
    ...{ dir, bindingFile, gatewayConfigFile, adminSocket, haproxySocket },
    ...{ addresses, secrets, stableVersion, prometheus },
    haproxy: haproxyWishes(addresses),
    doors: { Wix: addresses.publicly.wix, Gamma: addresses.publicly.gamma },
    startTraffic: (users) => startTraffic({ dir, ...addresses.publicly, users }),
  }
}

const routesOf = ({ publicly, sides }: Addresses) =>
  targets.map((target) => ({
    target: `staging/${target}`,
    listen: `127.0.0.1:${portOf(publicly[target])}`,
    sides: sides[target],
  }))

type Say = DualDeployOrder['say']

function services(dir: string, addresses: Addresses, secrets: Secrets, say: Say): (() => Promise<Child>)[] {
  const service =
    (name: string, script: string, url: string, data: string, env: Record<string, string>) => () =>
      startChild({
        name,
        script,
        args: ['--port', String(portOf(url)), '--data', data],
        env,
        logFile: join(dir, 'logs', `${name}.log`),
        heard: (line) => say?.(name, line),
      })
  const own = 'estates/dual-deploy/services'
  const { FLAG_API_KEY, NOTION_TOKEN, PAGER_KEY, EVENTS_KEY } = secrets
  return [
    ...targets.map((target) =>
      service(`flags-${target}`, `${own}/flag-api.ts`, addresses.flags[target], dataFolder(dir, target), {
        FLAG_API_KEY,
      }),
    ),
    service('source', `${own}/notion.ts`, addresses.source, join(dir, 'data', 'source'), { NOTION_TOKEN }),
    service('pager', 'services/pager.ts', addresses.pager, join(dir, 'data', 'pager'), {
      PAGER_KEY,
      EVENTS_KEY,
    }),
  ]
}

async function startStable(
  dir: string,
  target: Target,
  addresses: Addresses,
  secrets: Secrets,
  usual: number,
  say: Say,
): Promise<null> {
  await bringUp({
    dir,
    target,
    script: scripts[target],
    side: 'blue',
    port: portOf(addresses.sides[target].blue),
    version: stableVersion,
    fault: 'none',
    parent: process.pid,
    env: { REGISTRY_API_KEY: secrets.REGISTRY_API_KEY, DEMO_FAULT_USUAL: String(usual) },
    readyWithinMs: 20_000,
    say: (line) => say?.('deploy', line),
  })
  return null
}

function faultOrder(order: DualDeployOrder): FaultOrder {
  return {
    fault: faultKind(order.fault ?? 'none'),
    target: order.faultTarget ?? 'gamma',
    version: order.faultVersion ?? 'v2.0.0',
    rps: thresholdRps(order.users ?? 300),
    crashAfter: order.crashAfter ?? 40,
    usual: order.usual ?? 0,
  }
}
