import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { type Client, httpClient } from '../../src/http/client/client.ts'
import { receiver } from '../../src/runtime/receiver.testing.ts'
import { type Colleague, colleague } from '../props/colleague.testing.ts'
import { openShop, type Shop } from '../props/shop.testing.ts'
import { startShopGateway } from '../props/shop-gateway.testing.ts'
import { type SmallHouse, smallHouse } from '../props/small-house.testing.ts'
import { startWriters } from '../props/writers.testing.ts'

export const ENVIRONMENTS = ['rehearsal', 'acceptance', 'staging'] as const
export type Environment = (typeof ENVIRONMENTS)[number]

/** Who leads what in the plan, by the name of a token. */
export const LEADS = { cutover: 'ada', database: 'dan', product: 'pia' } as const
export const PER_SECOND = 120

/** A server with its Postgres, a gateway before a shop in each environment, customers, and the people of the plan. */
export type House = Pick<SmallHouse, 'dir' | 'cutwater'> & {
  readonly client: () => Client
  readonly shops: Readonly<Record<Environment, Shop>>
  readonly people: readonly Colleague[]
  readonly binding: string
  readonly received: Awaited<ReturnType<typeof receiver>>['received']
  /** With which status the customers were answered. */
  readonly answered: () => ReadonlySet<number>
  readonly close: () => Promise<void>
}

export async function openHouse(): Promise<House> {
  const dir = mkdtempSync(join(tmpdir(), 'cutwater-shops-'))
  const ends: (() => unknown)[] = [() => rmSync(dir, { recursive: true, force: true })]
  const close = async () => {
    for (const end of ends.toReversed()) await end()
  }
  try {
    const shops = Object.fromEntries(
      await Promise.all(ENVIRONMENTS.map(async (name) => [name, await openShop(join(dir, name))] as const)),
    ) as Record<Environment, Shop>
    ends.push(() => Promise.all(ENVIRONMENTS.map((name) => shops[name].close())))
    const told = await receiver()
    ends.push(told.close)
    const gateway = await startShopGateway(dir, shops)
    ends.push(gateway.stop)
    const house = smallHouse(bindingOf(shops, gateway.socket, told.url))
    ends.push(house.remove)
    await house.start()
    const client = () => httpClient({ url: house.url(), token: house.token() })
    const stage = { dir: house.dir, cutwater: house.cutwater, client }
    const people = await Promise.all(
      Object.values(LEADS).map((name) => colleague(stage, name, 'participant')),
    )
    const writers = ENVIRONMENTS.map((name) => startWriters(name, PER_SECOND, () => gateway.url(name)))
    ends.push(() => Promise.all(writers.map(({ stop }) => stop())))
    return {
      ...stage,
      shops,
      people,
      binding: join(house.dir, 'cutwater.yaml'),
      received: told.received,
      answered: () => new Set(writers.flatMap(({ writes }) => writes.flatMap(({ status }) => status ?? []))),
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** Fails with the words of `broken-NAME` where there is one, and else leaves a line. */
const ACT =
  'if test -e "$SHOP/broken-$0"; then cat "$SHOP/broken-$0" >&2; exit 1; fi; echo "$CUTWATER_CHANGE $0" >> "$SHOP/done"'

function bindingOf(shops: Readonly<Record<Environment, Shop>>, gateway: string, told: string): string {
  const action = (shop: Shop, name: string) => ({
    command: ['sh', '-c', ACT, name],
    env: { SHOP: shop.dir },
    timeLimit: '30s',
  })
  const deploy = (shop: Shop, script: string) => ({
    command: ['sh', '-c', script],
    env: { SHOP: shop.dir },
    timeLimit: '30s',
  })
  const environments = ENVIRONMENTS.map((name) => {
    const shop = shops[name]
    const actions = ['snapshot', 'drop-snapshot', 'clear-cache', 'warm-cache']
    const target = {
      traffic: { gateway },
      sides: shop.sides,
      deploy: deploy(shop, 'printf %s "$CUTWATER_VERSION" > "$SHOP/$CUTWATER_SIDE"'),
      undeploy: deploy(shop, 'rm -f "$SHOP/$CUTWATER_SIDE"'),
      flags: [{ method: 'POST', url: `${told}/flags/${name}/\${FLAG}`, token: 'secret:DEPLOY_KEY' }],
    }
    const bound = {
      allowPace: true,
      targets: { shop: target },
      actions: Object.fromEntries(actions.map((one) => [one, action(shop, one)])),
      signals: {
        'success-ratio': { gateway: 'success', statusBelow: 500 },
        'payment-success': { gateway: 'success', statusBelow: 400 },
      },
      notices: [{ channel: 'pager', webhook: `${told}/pager`, urgency: 'page' }],
    }
    return [name, bound] as const
  })
  return stringify({ environments: Object.fromEntries(environments) }, { lineWidth: 0 })
}
