/**
 * The shop of the progressive canary with two gateways before it, a server, and parts that can be killed: the users
 * know both gateways, and everything else reaches the shop through a balancer.
 */
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse, stringify } from 'yaml'
import { progressiveCanary } from '../../demo/estates/progressive-canary/estate.ts'
import { shopServices } from '../../demo/estates/progressive-canary/services/addresses.ts'
import { startShopUsers } from '../../demo/estates/progressive-canary/traffic/start-users.ts'
import { type CanaryWorld, startWorld } from '../../demo/estates/progressive-canary/world.ts'
import { freePorts } from '../../demo/process/free-ports.ts'
import type { TrafficReport } from '../../demo/traffic/tally.ts'
import { connect } from '../../src/cli/connection/connection.ts'
import type { Client } from '../../src/http/client/client.ts'
import { anyClient } from './any-client.testing.ts'
import { atPort, type Gateways, startGateways } from './fleet-gateways.testing.ts'
import { frontOf } from './front.testing.ts'
import { type Part, serverOrder } from './parts.testing.ts'
import { partsOfShop, serverParts } from './shop-parts.testing.ts'
import { type Ran, run } from './stage.testing.ts'

export type ShopHouse = {
  readonly dir: string
  readonly world: CanaryWorld
  readonly parts: readonly Part[]
  readonly client: () => Client
  readonly cutwater: (...args: string[]) => Promise<Ran>
  readonly agreed: Gateways['agreed']
}

const THINK_MS = 1_000

/** Answers what the users saw. */
export async function inShopHouse(
  users: number,
  play: (house: ShopHouse) => Promise<void>,
): Promise<TrafficReport> {
  const dir = mkdtempSync(join(tmpdir(), 'cutwater-shop-'))
  const ends: (() => unknown)[] = [() => rmSync(dir, { recursive: true, force: true })]
  try {
    const world = await startWorld({ dir, users })
    ends.push(world.stop)
    const ports = await freePorts(2)
    const listens = ports.map((port) => shopServices.map(() => atPort(port)))
    const gateways = await startGateways(world, listens, (end) => ends.push(end))
    const front = await frontOf(ports, Number(new URL(world.shop.addresses.publicly.frontend).port))
    ends.push(front.close)
    leadBy(world.bindingFile, gateways.adminSockets)

    const dataDir = join(dir, 'server')
    const env = { CUTWATER_BROWSER: 'none' }
    const server = await serverParts(serverOrder(dataDir, world, env), dataDir)
    ends.push(() => server[0]?.stop())
    const both = ports.map((port) => `http://${atPort(port)}`).join(',')
    const addresses = { ...world.shop.addresses, publicly: { frontend: both, backend: both } }
    const people = await startShopUsers({ shop: { dir, addresses }, users, thinkMs: THINK_MS })
    const came = { isThere: true }
    ends.push(() => came.isThere && people.stop())

    const client = anyClient(() => [() => connect({ data: dataDir }, { env: {}, cwd: dir })])
    await progressiveCanary.prepare(client)
    await play({
      ...{ dir, world, parts: [...server, ...gateways.parts, ...partsOfShop(world)] },
      ...{ client: () => client, agreed: gateways.agreed },
      cutwater: (...args) => run(args, { CUTWATER_DATA: dataDir, CUTWATER_BINDING: world.bindingFile }),
    })
    came.isThere = false
    return await people.stop()
  } finally {
    for (const end of ends.toReversed()) await end()
  }
}

/** Both targets are split by every gateway. */
function leadBy(bindingFile: string, sockets: readonly string[]): void {
  const bound = parse(readFileSync(bindingFile, 'utf8'))
  const targets = Object.values<{ traffic: unknown }>(bound.environments.staging.targets)
  assert.equal(targets.length, shopServices.length)
  for (const target of targets) target.traffic = { gateway: sockets }
  writeFileSync(bindingFile, stringify(bound, { lineWidth: 0 }))
}
