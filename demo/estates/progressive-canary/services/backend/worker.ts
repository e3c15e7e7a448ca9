/** A worker of one side of the backend; `main.ts` starts it. */
import { join } from 'node:path'
import process from 'node:process'
import { runMain } from '../../../../process/run-main.ts'
import { until } from '../../../../process/until.ts'
import { startHunger } from '../faults/hunger.ts'
import { misbehaving } from '../faults/misbehave.ts'
import { endWith, sideKit, sideOptions } from '../side-kit.ts'
import { databaseIn } from '../state.ts'
import { json, type Routes } from '../web/answers.ts'
import { healthRoutes, liveness, reason } from '../web/health.ts'
import { peer } from '../web/peer.ts'
import { listen } from '../web/server.ts'
import { expositionOfAll } from '../web/workers.ts'
import { accountRoutes } from './accounts.ts'
import { type Backend, businessMetrics } from './backend.ts'
import { cacheOf } from './cache.ts'
import { catalogRoutes, products } from './catalog.ts'
import { orderRoutes } from './orders.ts'
import { receipts } from './receipts.ts'
import { POOL_SIZE, store } from './store.ts'

const DATABASE_LIMIT_MS = 120_000

await runMain(async () => {
  const kit = sideKit(sideOptions())
  const { registry } = kit.metrics
  // A shop that has just begun makes its database meanwhile.
  const database = await until('the database stands', DATABASE_LIMIT_MS, () => databaseIn(kit.dir))
  const receiptFile = join(kit.dir, 'data', 'receipts', `${kit.name}-${process.pid}.jsonl`)
  const backend: Backend = {
    ...kit,
    store: store(database.url, registry),
    cache: await cacheOf(kit.version, database.cache),
    receipts: receipts(receiptFile, registry),
    payments: peer('the payment gateway', kit.state.addresses.payments),
    helpdesk: peer('the helpdesk', kit.state.addresses.helpdesk),
    business: businessMetrics(kit),
  }
  const health = healthOf(backend)
  const exposition = expositionOfAll(registry)
  const listening = await listen({
    name: `${kit.service} ${kit.version}`,
    port: kit.port,
    headers: kit.headers,
    metrics: kit.metrics,
    exposition,
    log: kit.log,
    before: misbehaving(kit.ordered, async (ms) => {
      await backend.store.query('select pg_sleep($1)', [ms / 1_000])
    }),
    routes: {
      ...accountRoutes(backend),
      ...catalogRoutes(backend),
      ...orderRoutes(backend),
      ...health.routes,
    },
  })
  startHunger(kit.ordered, {
    memoryLimitBytes: kit.state.memoryLimitBytes,
    poolSize: POOL_SIZE,
    take: backend.store.take,
  })
  endWith(kit.parent, async () => {
    health.ends()
    await listening.end()
    await Promise.allSettled([backend.receipts.end(), backend.store.end(), backend.cache.end()])
  })
})
// What is open already must not keep a worker alive that cannot serve.
if (process.exitCode !== undefined) process.exit()

function healthOf(backend: Backend): { readonly routes: Routes; readonly ends: () => void } {
  let ending = false
  let hasStarted = false
  const database = async () => {
    await backend.store.query('select 1')
    return null
  }
  const startup = async () => {
    if (!hasStarted) hasStarted = (await products(backend)).length > 0
    return hasStarted ? null : 'there is nothing to sell yet'
  }
  const payments = async () => {
    const { status } = await backend.payments.ask('GET', '/status', { timeLimitMs: 1_500 })
    return status === 200 ? null : 'the payment gateway takes no payments'
  }
  const routes: Routes = {
    ...healthRoutes(backend.version, {
      startup,
      live: liveness(),
      ready: async () => (ending ? 'it is ending' : ((await startup()) ?? (await database()))),
      db: database,
      payments,
      external: async () => {
        const { status } = await backend.helpdesk.ask('GET', '/health/ready', { timeLimitMs: 1_500 })
        return status === 200 ? null : 'the helpdesk is not ready'
      },
      cache: backend.cache.look,
    }),
    'GET /health': async () => {
      const because = [await reason(database), await reason(payments)].filter((why) => why !== null)
      return json(because.length === 0 ? 200 : 503, { ok: because.length === 0, because })
    },
    'GET /payments/status': async () => {
      const because = await reason(payments)
      return json(because === null ? 200 : 503, { accepting: because === null, because })
    },
  }
  return {
    routes,
    ends: () => {
      ending = true
    },
  }
}
