/** The shop of seed 003 with what stands beside it: a pager, Prometheus, and the files that lead to all of it. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ScrapeJob } from '../../parts/prometheus.ts'
import { startChild } from '../../process/child.ts'
import { writeJsonFile } from '../../process/json-file.ts'
import { portOf } from '../../process/port-of.ts'
import { gatewayConfig } from '../../world/gateway-config.ts'
import { type Ground, onGround } from '../../world/ground.ts'
import { HAPROXY_MAPS, haproxyJobs, haproxyWishesOf } from '../../world/haproxy.ts'
import { startWorldPrometheus, type WorldPrometheus } from '../../world/prometheus.ts'
import { keepSecret, worldSecrets } from '../../world/secrets.ts'
import type { World, WorldOrder } from '../../world/world.ts'
import { bindingYaml } from './binding.ts'
import { writeReports } from './checks/reports.ts'
import { type PartAddresses, pickPartAddresses } from './part-addresses.ts'
import { type ShopAddresses, type ShopService, shopServices } from './services/addresses.ts'
import { faultKind } from './services/faults/kinds.ts'
import { type Shop, startShop } from './services/shop.ts'
import { startShopUsers } from './traffic/start-users.ts'

export type CanaryWorld = World & { readonly shop: Shop; readonly parts: PartAddresses }

export const STABLE = 'v2.0.0'
export const CANARY = 'v2.1.0'

/** Of a thousand requests one fails in every version: a comparison with stable needs failures on both sides. */
const USUAL = 1
/** Of users between two steps: it takes many of them to tell one conversion from another. */
const THINK_MS = 1_000
const WORKERS = 2
/** Of the one address of the shop; the frontend has the rest: pages, static files, `/api/client/*`. */
const BACKEND_PATHS = ['/api/v1/*', '/api/payments/*', '/auth/*', '/payments/*', '/health', '/health/*']
/** Kept for a day, as usual. */
const COOKIE = { name: 'codex-canary-id' }

/** Throws when another demo runs in `dir`, or when a part does not come up; then nothing is left running. */
export function startWorld(order: WorldOrder): Promise<CanaryWorld> {
  return onGround(order.dir, (ground) => build(ground, order))
}

async function build(ground: Ground, order: WorldOrder): Promise<Omit<CanaryWorld, 'stop'>> {
  const { dir, adminSocket, haproxySocket } = ground
  const { proxy = 'gateway' } = order
  const parts = await pickPartAddresses()
  const { PAGER_KEY, EVENTS_KEY } = worldSecrets(dir, { PAGER_KEY: 'signing', EVENTS_KEY: 'signing' })
  let shop: Shop | null = null
  await ground.startAll([
    async () => {
      shop = await startShop({
        ...{ dir, behindProxy: true, stableVersion: STABLE, faultVersion: CANARY },
        ...{ fault: faultKind(order.fault ?? 'none'), usual: USUAL, workers: WORKERS },
        ...(order.say === undefined ? {} : { say: order.say }),
      })
      return shop
    },
    async () => {
      await writeReports(dir)
      return null
    },
    () =>
      startChild({
        name: 'pager',
        script: 'services/pager.ts',
        args: ['--port', String(portOf(parts.pager)), '--data', join(dir, 'data', 'pager')],
        env: { PAGER_KEY, EVENTS_KEY },
        logFile: join(dir, 'logs', 'pager.log'),
        heard: (line) => order.say?.('pager', line),
      }),
  ])
  const stands = shop as Shop | null
  if (stands === null) throw new Error('the shop does not stand')
  const { addresses, database } = stands
  keepSecret(dir, 'SHOP_READER', database.readerUrl)
  keepSecret(dir, 'SMOKE_TOKEN', database.smokeToken)
  const bindingFile = join(dir, 'cutwater.yaml')
  const hasCache = !('missing' in database.cache)
  const isHaproxy = proxy === 'haproxy'
  const traffic = isHaproxy
    ? { haproxy: { socket: haproxySocket, maps: HAPROXY_MAPS } }
    : { gateway: adminSocket }
  writeFileSync(
    bindingFile,
    bindingYaml({ dir, addresses, parts, traffic, isHaproxy, workers: WORKERS, hasCache }),
  )
  const gatewayConfigFile = join(dir, 'gateway.json')
  const edge = { cookie: COOKIE, metrics: new URL(parts.edgeMetrics).host }
  writeJsonFile(gatewayConfigFile, gatewayConfig(adminSocket, routesOf(addresses), edge))
  let prometheus: WorldPrometheus | null = null
  await ground.startAll([
    async () => {
      const { child, ...started } = await startWorldPrometheus(
        dir,
        parts.prometheus,
        scrapeJobs(addresses, parts, isHaproxy),
      )
      prometheus = started
      return child
    },
  ])
  return {
    ...{ dir, bindingFile, gatewayConfigFile, adminSocket, haproxySocket, prometheus, parts, shop: stands },
    haproxy: haproxyWishesOf('staging', doorsOf(addresses), parts.edgeMetrics, COOKIE),
    doors: { Shop: addresses.publicly.frontend },
    startTraffic: (users) => startShopUsers({ shop: stands, users, thinkMs: THINK_MS }),
  }
}

const doorsOf = ({ publicly }: ShopAddresses) => ({
  frontend: { url: publicly.frontend },
  backend: { url: publicly.backend, paths: BACKEND_PATHS },
})

const routesOf = (addresses: ShopAddresses) =>
  Object.entries(doorsOf(addresses)).map(([service, { url, ...paths }]) => ({
    target: `staging/${service}`,
    listen: `127.0.0.1:${portOf(url)}`,
    ...paths,
    sides: addresses.sides[service as ShopService],
  }))

/** Of the helpdesk each series says itself whom it is about, and of HAProxy what its backends are called. */
function scrapeJobs(
  { sides, helpdesk }: ShopAddresses,
  { edgeMetrics }: PartAddresses,
  isHaproxy: boolean,
): readonly ScrapeJob[] {
  const services = shopServices.flatMap((service) =>
    Object.entries(sides[service]).map(([side, url]) => ({
      address: new URL(url).host,
      labels: { service, side },
    })),
  )
  return [
    { name: 'services', targets: services },
    { name: 'helpdesk', targets: [{ address: new URL(helpdesk).host, labels: {} }] },
    ...(isHaproxy
      ? haproxyJobs(edgeMetrics)
      : [{ name: 'gateway', targets: [{ address: new URL(edgeMetrics).host, labels: {} }] }]),
  ]
}
