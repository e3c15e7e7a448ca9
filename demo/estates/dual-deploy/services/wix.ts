/** The Wix site of the demo: a page and an API that show its SwarmRegistry. */

import { jsonFileReader, writeJsonFile } from '../../../process/json-file.ts'
import { runMain } from '../../../process/run-main.ts'
import { numberSetting, setting } from '../../../process/settings.ts'
import { serviceMetrics } from '../../../services/metrics.ts'
import { serviceOptions } from '../../../services/options.ts'
import { type Handler, html, json, jsonBody, mustCarry, notFound, serve } from '../../../services/serve.ts'
import { faultKind, withFault } from './fault.ts'
import { flagReader, isOn } from './flags.ts'
import { freshness, type Registry, registryFile, registryFrom } from './registry.ts'
import { registryPage } from './registry-page.ts'

await runMain(async () => {
  const { port, data, version, fault: ordered, parent } = serviceOptions()
  const fault = faultKind(ordered)
  const token = setting('REGISTRY_API_KEY')
  const read = jsonFileReader<Registry>(registryFile(data), { items: [], lastSync: null })
  const flags = flagReader(data)

  const handler: Handler = async (asked) => {
    switch (`${asked.method} ${asked.path}`) {
      case 'GET /health/ready':
        return json(200, { ready: true, version })
      case 'GET /': {
        const registry = read()
        const glass = isOn(flags(), 'GlassFXEnabled')
        const canary = isOn(flags(), 'CanaryEnabled')
        return html(
          registryPage({ registry, version, glass, canary, state: freshness(registry, Date.now()) }),
        )
      }
      case 'GET /api/registry': {
        const registry = read()
        return json(200, {
          ...registry,
          count: registry.items.length,
          badge: freshness(registry, Date.now()),
          version,
        })
      }
      case 'POST /api/registry': {
        mustCarry(asked, token)
        const registry = registryFrom(await jsonBody(asked))
        writeJsonFile(registryFile(data), registry)
        return json(200, { count: registry.items.length, lastSync: registry.lastSync })
      }
      default:
        return notFound(asked)
    }
  }

  const limits = {
    crashAfter: numberSetting('DEMO_FAULT_REQUESTS', 40),
    rps: numberSetting('DEMO_FAULT_RPS', 60),
    usual: numberSetting('DEMO_FAULT_USUAL', 0),
  }
  await serve({
    name: `wix ${version}`,
    port,
    parent,
    headers: { 'x-app-version': version },
    metrics: serviceMetrics(version),
    handler: withFault(handler, fault, limits),
    ignoresTerm: fault === 'deploy-hangs',
  })
})
