import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { DualDeployWorld } from '../../demo/estates/dual-deploy/world.ts'
import { freePorts } from '../../demo/process/free-ports.ts'
import type { World } from '../../demo/world/world.ts'
import { adminClient } from '../../src/adapters/gateway/admin-client.ts'
import type { Desired } from '../../src/core/traffic/desired.ts'
import { type AdminTls, adminTlsIn } from './admin-tls.testing.ts'
import { addressesOf, allSame, bindBoth, type OnEnd, type Proxies } from './fleet-proxies.testing.ts'
import { type Part, servedPart } from './parts.testing.ts'

export type Gateways = {
  readonly parts: readonly Part[]
  /** As a binding names them. */
  readonly adminSockets: readonly string[]
  /** What all of them do with a target. Throws when they do not agree. */
  readonly agreed: (target: string) => Promise<Desired>
}

/**
 * The world's gateway and a twin: state of its own, the cookies' secret shared. The twin is spoken to by TLS, as one on
 * another machine.
 */
export async function raiseGateways(world: DualDeployWorld, onEnd: OnEnd): Promise<Proxies> {
  const { wix, gamma } = world.addresses.publicly
  const twins = await freePorts(2)
  const sites = [wix, gamma].map((url, i) => [url, `http://127.0.0.1:${twins[i]}`])
  const tls = adminTlsIn(join(world.dir, 'tls'))
  const gateways = await startGateways(world, [[wix, gamma].map(hostOf), twins.map(atPort)], onEnd, tls)
  await bindBoth(world, { gateway: gateways.adminSockets }, sites, onEnd, tls?.binding)
  const { parts, agreed } = gateways
  return { parts, sites: addressesOf(sites), agreed, ...(tls === null ? {} : { renew: tls.renew }) }
}

/**
 * A gateway for each of `listens`, which has an address for each route of the world's configuration; with `tls` all
 * but the first are also reached over the network.
 */
export async function startGateways(
  world: World,
  listens: readonly (readonly string[])[],
  onEnd: OnEnd,
  tls: AdminTls | null = null,
): Promise<Gateways> {
  const ports = tls === null ? [] : await freePorts(listens.length)
  const usual = JSON.parse(readFileSync(world.gatewayConfigFile, 'utf8'))
  const configs = listens.map((addresses, i) => {
    const name = `gateway-${i + 1}`
    // Where Prometheus asks the first, nobody asks the others.
    const own = {
      metrics: undefined,
      instance: name,
      stateFile: `data/${name}-state.json`,
      portsFile: `run/${name}-ports.json`,
    }
    const config = {
      ...usual,
      ...(i === 0 ? {} : own),
      adminSocket: i === 0 ? world.adminSocket : join(dirname(world.adminSocket), `g${i + 1}.sock`),
      routes: usual.routes.map((route: object, n: number) => ({ ...route, listen: addresses[n] })),
    }
    const port = i === 0 ? undefined : ports[i]
    const remote = tls === null || port === undefined ? {} : { admin: tls.gateway(atPort(port)) }
    const file = join(world.dir, `${name}.json`)
    writeFileSync(file, JSON.stringify({ ...config, ...remote }))
    const socket = config.adminSocket as string
    return { name, file, socket, bound: port === undefined ? socket : `https://localhost:${port}` }
  })
  const clients = configs.map(({ socket }) => adminClient({ socket, timeoutMs: 5_000 }))
  for (const { close } of clients) onEnd(close)
  const parts = await Promise.all(
    configs.map(({ name, file }, i) =>
      servedPart('gateway', {
        name,
        args: ['gateway', '--config', file, '--demo-faults'],
        logFile: join(world.dir, 'logs', `${name}.log`),
        isReady: async () =>
          (await clients[i]?.status().then(
            () => true,
            () => false,
          )) ?? false,
      }),
    ),
  )
  for (const { stop } of parts) onEnd(stop)
  return {
    parts,
    adminSockets: configs.map(({ bound }) => bound),
    agreed: async (target) => {
      const all = await Promise.all(clients.map((client) => client.status()))
      return allSame(all.flatMap(({ targets }) => targets[target]?.held.desired ?? []))
    },
  }
}

export const atPort = (port: number): string => `127.0.0.1:${port}`

const hostOf = (url: string): string => new URL(url).host
