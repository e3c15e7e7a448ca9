/** Through the public address: the SwarmRegistry has a fresh `lastSync`, and its badge is visible in the page. */

import { callJson, callText } from '../../../actions/call.ts'
import { report } from '../../../process/outputs.ts'
import { runMain } from '../../../process/run-main.ts'
import { numberSetting, setting } from '../../../process/settings.ts'
import { badgeIn, registryFault } from './registry-evidence.ts'

await runMain(async () => {
  const url = setting('REGISTRY_URL')
  const freshWithinMs = numberSetting('FRESH_WITHIN_SECONDS', 600) * 1_000
  const registry = (await callJson(`${url}/api/registry`, { doing: 'reading the registry' })) as {
    count: number
    lastSync: string | null
    version: string
  }
  const page = await callText(`${url}/`, { doing: 'reading the page' })
  const badge = badgeIn(page)
  const fault = registryFault(registry, badge, Date.now(), freshWithinMs)
  if (fault) throw new Error(fault)

  const { count, lastSync, version } = registry
  const ageSeconds = Math.max(0, Math.round((Date.now() - Date.parse(lastSync ?? '')) / 1_000))
  report(
    `SwarmRegistry: ${count} items, lastSync ${lastSync} (${ageSeconds} s ago), badge "${badge?.text}" visible at ${url}/, answered by ${version}`,
    {
      items: count,
      lastSync: lastSync ?? '',
      badge: badge?.text ?? '',
    },
  )
})
