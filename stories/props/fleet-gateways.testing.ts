import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { DualDeployWorld as World } from '../../demo/estates/dual-deploy/world.ts'
import { freePorts } from '../../demo/process/free-ports.ts'
import { adminClient } from '../../src/adapters/gateway/admin-client.ts'
import { addressesOf, allSame, bindBoth, type OnEnd, type Proxies } from './fleet-proxies.testing.ts'
import { servedPart } from './parts.testing.ts'

/** The world's gateway and a twin: state of its own, the cookies' secret shared. */
export async function raiseGateways(world: World, onEnd: OnEnd): Promise<Proxies> {
  const { wix, gamma } = world.addresses.publicly
  const twins = await freePorts(2)
  const sites = [wix, gamma].map((url, i) => [url, `http://127.0.0.1:${twins[i]}`])
  const first = JSON.parse(readFileSync(world.gatewayConfigFile, 'utf8'))
  const second = {
    ...first,
    instance: 'gateway-2',
    adminSocket: join(dirname(world.adminSocket), 'g2.sock'),
    stateFile: 'data/gateway-2-state.json',
    portsFile: 'run/gateway-2-ports.json',
    routes: first.routes.map((route: object, i: number) => ({ ...route, listen: `127.0.0.1:${twins[i]}` })),
  }
  const secondFile = join(world.dir, 'gateway-2.json')
  writeFileSync(secondFile, JSON.stringify(second))
  const sockets = [world.adminSocket, second.adminSocket as string]
  const clients = sockets.map((socket) => adminClient({ socket, timeoutMs: 5_000 }))
  for (const { close } of clients) onEnd(close)
  const parts = await Promise.all(
    [world.gatewayConfigFile, secondFile].map((file, i) =>
      servedPart('gateway', {
        name: `gateway-${i + 1}`,
        args: ['gateway', '--config', file, '--demo-faults'],
        logFile: join(world.dir, 'logs', `gateway-${i + 1}.log`),
        isReady: async () =>
          (await clients[i]?.status().then(
            () => true,
            () => false,
          )) ?? false,
      }),
    ),
  )
  for (const { stop } of parts) onEnd(stop)
  await bindBoth(world, { gateway: sockets }, sites, onEnd)
  return {
    parts,
    sites: addressesOf(sites),
    agreed: async (target) => {
      const all = await Promise.all(clients.map((client) => client.status()))
      return allSame(all.flatMap(({ targets }) => targets[target]?.held.desired ?? []))
    },
  }
}
