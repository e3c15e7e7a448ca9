/** One side of the frontend. Options as in `side-kit.ts`. */
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { runMain } from '../../../../process/run-main.ts'
import { startHunger } from '../faults/hunger.ts'
import { misbehaving } from '../faults/misbehave.ts'
import { endWith, sideKit, sideOptions } from '../side-kit.ts'
import { healthRoutes, type Look, liveness } from '../web/health.ts'
import { type Peer, peer } from '../web/peer.ts'
import { listen } from '../web/server.ts'
import { clientRoutes } from './client-api.ts'
import { staticRoutes } from './static-files.ts'

await runMain(async () => {
  const kit = sideKit(sideOptions())
  const { addresses, memoryLimitBytes } = kit.state
  const backend = peer('the backend', addresses.publicly.backend)
  const helpdesk = peer('the helpdesk', addresses.helpdesk)
  let ending = false
  const { end } = await listen({
    name: `${kit.service} ${kit.version}`,
    port: kit.port,
    headers: kit.headers,
    metrics: kit.metrics,
    log: kit.log,
    before: misbehaving(kit.ordered, (ms) => sleep(ms)),
    routes: {
      ...clientRoutes(kit, backend),
      ...staticRoutes(),
      ...healthRoutes(kit.version, {
        startup: look(backend, '/health/startup'),
        live: liveness(),
        ready: () => (ending ? 'it is ending' : null),
        // What it leans on keeps the data; through the same way as its users' requests.
        db: look(backend, '/health/db'),
        payments: look(backend, '/health/payments'),
        external: look(helpdesk, '/health/ready'),
        cache: look(backend, '/health/cache'),
      }),
    },
  })
  startHunger(kit.ordered, { memoryLimitBytes, poolSize: 0, take: async () => () => {} })
  endWith(kit.parent, async () => {
    ending = true
    await end()
    await Promise.allSettled([backend.close(), helpdesk.close()])
  })
  process.stdout.write(`listening ${kit.port}\n`)
})

function look(other: Peer, path: string): Look {
  return async () => {
    const { status, body } = await other.ask('GET', path, { timeLimitMs: 1_800 })
    if (status === 200) return null
    const { because = `it answered ${status}` } = (body ?? {}) as { because?: string }
    return `${other.name}: ${because}`
  }
}
