import type { Binding } from '../binding/binding.ts'
import { own } from '../document/tree.ts'
import { rulesOf } from '../runbook/rules-of.ts'
import type { Runbook } from '../runbook/runbook.ts'
import type { Script } from './script.ts'

/**
 * Where the script does not say how often and how late it is measured, it is as the slowest source of the runbook's
 * signals measures.
 */
export function withRhythm(script: Script, runbook: Runbook, binding: Binding): Script {
  const { environment } = runbook
  const bound = own(binding.environments, environment)
  const isMeasured = rulesOf(runbook).some(
    ({ rule: { signal } }) => own(bound?.signals, signal)?.source === 'prometheus',
  )
  if (!isMeasured || !bound?.prometheus) return script
  const { intervalMs, lagMs } = bound.prometheus
  return { ...script, scrapeEvery: script.scrapeEvery ?? intervalMs, scrapeLag: script.scrapeLag ?? lagMs }
}
