import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { type Client, httpClient } from '../../src/http/client/client.ts'
import { openShop, type Shop } from '../props/shop.testing.ts'
import { startShopGateway } from '../props/shop-gateway.testing.ts'
import { type SmallHouse, smallHouse } from '../props/small-house.testing.ts'
import { openWay } from '../props/way.testing.ts'
import { startWriters } from '../props/writers.testing.ts'

/** A world each, and one in which the server is killed. */
export const ENVIRONMENTS = ['good', 'bad', 'slow', 'shared', 'silent', 'killed'] as const
export type Environment = (typeof ENVIRONMENTS)[number]

/** So often is each shop asked, in a second. */
export const PER_SECOND = 60
/** What each version fails by, whatever becomes of it: one request of twenty. */
export const USUAL = 0.05

/**
 * A server with its Postgres, gateways, and shops that customers come to and that fail now and then. The shop of the
 * silent world has a gateway of its own.
 */
export type House = Pick<SmallHouse, 'dir' | 'dataDir' | 'databaseUrl' | 'cutwater' | 'kill' | 'start'> & {
  readonly client: () => Client
  readonly binding: string
  readonly shops: Readonly<Record<Environment, Shop>>
  /** Its gateway serves on, and cannot be asked for what it measures, nor for anything else. */
  readonly silence: { begin(): void; end(): void }
  /** Nobody comes to this shop any more. */
  readonly leave: (name: Environment) => Promise<void>
  /** With which status the customers were answered; 0 is a connection that broke. */
  readonly answered: () => ReadonlySet<number>
  readonly close: () => Promise<void>
}

export async function openHouse(): Promise<House> {
  const dir = mkdtempSync(join(tmpdir(), 'cutwater-judge-'))
  const ends: (() => unknown)[] = [() => rmSync(dir, { recursive: true, force: true })]
  const close = async () => {
    for (const end of ends.toReversed()) await end()
  }
  try {
    const opened = await Promise.all(
      ENVIRONMENTS.map(async (name) => [name, await openShop(join(dir, name))] as const),
    )
    const shops = Object.fromEntries(opened) as Record<Environment, Shop>
    ends.push(() => Promise.all(opened.map(([, shop]) => shop.close())))
    for (const [, shop] of opened) shop.old = shop.mood = { fails: USUAL, refuses: 0 }
    const { silent, ...others } = shops
    const apart = join(dir, 'apart')
    mkdirSync(apart)
    const [shared, own] = await Promise.all([
      startShopGateway(dir, others),
      startShopGateway(apart, { silent }),
    ])
    ends.push(() => Promise.all([shared.stop(), own.stop()]))
    const way = await openWay(join(apart, 'way.sock'), own.socket)
    ends.push(way.close)
    const house = smallHouse(bindingOf(shops, (name) => (name === 'silent' ? way.socket : shared.socket)))
    ends.push(house.remove)
    await house.start()
    const urlOf = (name: Environment) => (name === 'silent' ? own.url(name) : shared.url(name))
    const writers = new Map(
      ENVIRONMENTS.map((name) => [name, startWriters(name, PER_SECOND, () => urlOf(name))]),
    )
    ends.push(() => Promise.all([...writers.values()].map(({ stop }) => stop())))
    const { cutwater, kill, start, dataDir, databaseUrl } = house
    return {
      ...{ dir: house.dir, dataDir, databaseUrl, cutwater, kill, start, shops, close },
      ...{ binding: join(house.dir, 'cutwater.yaml') },
      silence: { begin: way.cut, end: way.open },
      leave: async (name) => writers.get(name)?.stop(),
      client: () => httpClient({ url: house.url(), token: house.token() }),
      answered: () =>
        new Set([...writers.values()].flatMap(({ writes }) => writes.flatMap(({ status }) => status ?? []))),
    }
  } catch (error) {
    await close()
    throw error
  }
}

function bindingOf(
  shops: Readonly<Record<Environment, Shop>>,
  gatewayOf: (name: Environment) => string,
): string {
  const environments = ENVIRONMENTS.map((name) => {
    const { dir, sides } = shops[name]
    const run = (script: string) => ({
      command: ['sh', '-c', script],
      env: { SHOP: dir },
      timeLimit: '30s',
    })
    const shop = {
      traffic: { gateway: gatewayOf(name) },
      sides,
      deploy: run('printf %s "$CUTWATER_VERSION" > "$SHOP/$CUTWATER_SIDE"'),
      undeploy: run('rm -f "$SHOP/$CUTWATER_SIDE"'),
    }
    const signals = { 'success-ratio': { gateway: 'success', statusBelow: 500 } }
    return [name, { allowPace: true, targets: { shop }, signals }] as const
  })
  return stringify({ environments: Object.fromEntries(environments) }, { lineWidth: 0 })
}
