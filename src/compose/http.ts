import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Logger } from 'pino'
import { serverMetrics } from '../http/api/server/server-metrics.ts'
import type { AppOptions } from '../http/app.ts'
import { writeFirstToken } from '../http/kernel/access/first-token.ts'
import { type Listening, listenHttp } from '../http/listen.ts'
import { apiDocument } from '../http/routes.ts'
import { runtimeHouse } from '../http/runtime-house.ts'
import { openSite } from '../http/site/site.ts'
import { openAccess } from '../runtime/access/access.ts'
import { type FlagSets, serveFlags } from '../runtime/flags/serve-flags.ts'
import { houseCounts } from './house-counts.ts'
import type { ComposedServer } from './server.ts'

const ROOT = join(import.meta.dirname, '..', '..')
const PACKED = join(ROOT, 'web', 'site')
/** The live page lies in the package; in a checkout tools/build-web.mjs builds it. */
const SITE = existsSync(PACKED) ? PACKED : join(ROOT, '.cache', 'web', 'site')

export type HttpOptions = {
  readonly dataDir: string
  /** 0 takes any free one. */
  readonly port: number
  readonly log: Logger
} & Pick<AppOptions, 'origins' | 'rateLimits'>

/** The surface of a server that runs. Throws when the port is in use. */
export async function serveHttp(
  { runtime, loops, binding, onTick }: ComposedServer,
  { dataDir, port, log, ...surface }: HttpOptions,
): Promise<Listening & { readonly pageBuilt: boolean }> {
  await writeFirstToken(runtime, dataDir)
  const access = openAccess(runtime, loops)
  const site = openSite(SITE)
  const metrics = serverMetrics()
  metrics.withProcess()
  metrics.house(() => houseCounts(runtime))
  onTick(({ result, count, seconds }) => metrics.tick(result, count, seconds))
  loops.onRound(({ name, result, seconds }) => metrics.round(name, result, seconds))
  let flagSets: FlagSets | null = null
  try {
    const served = await serveFlags(runtime, loops)
    flagSets = served
    const house = runtimeHouse(runtime, { binding, access, flagSets: served, loops })
    metrics.loops(() => house.server().loops)
    const { traces } = runtime
    if (traces !== undefined) metrics.traces(traces.counts)
    // Drawn at the first request, it would hold up everybody who asks at that moment.
    apiDocument()
    const listening = await listenHttp({
      house,
      metrics,
      log,
      port,
      site,
      ...surface,
    })
    return {
      ...listening,
      pageBuilt: site.built(),
      async close() {
        await listening.close()
        await served.stop()
        await access.stop()
      },
    }
  } catch (error) {
    await flagSets?.stop()
    await access.stop()
    throw error
  }
}
