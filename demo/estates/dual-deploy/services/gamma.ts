/** The Gamma site of the demo: the investor panel, whose cards follow the flags. */

import { runMain } from '../../../process/run-main.ts'
import { numberSetting } from '../../../process/settings.ts'
import { serviceMetrics } from '../../../services/metrics.ts'
import { serviceOptions } from '../../../services/options.ts'
import { type Handler, html, json, notFound, serve } from '../../../services/serve.ts'
import { faultKind, withFault } from './fault.ts'
import { figures } from './figures.ts'
import { flagReader, isOn } from './flags.ts'
import { panelPage } from './panel-page.ts'

await runMain(async () => {
  const { port, data, version, fault: ordered, parent } = serviceOptions()
  const fault = faultKind(ordered)
  const flags = flagReader(data)

  const handler: Handler = (asked) => {
    const glass = isOn(flags(), 'GlassFXEnabled')
    const canary = isOn(flags(), 'CanaryEnabled')
    switch (`${asked.method} ${asked.path}`) {
      case 'GET /health/ready':
        return json(200, { ready: true, version })
      case 'GET /':
        return html(panelPage({ figures, version, glass, canary }))
      case 'GET /api/panel':
        return json(200, { cards: figures, glassfx: glass, canary, version })
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
    name: `gamma ${version}`,
    port,
    parent,
    headers: { 'x-app-version': version },
    metrics: serviceMetrics(version),
    handler: withFault(handler, fault, limits),
    ignoresTerm: fault === 'deploy-hangs',
  })
})
