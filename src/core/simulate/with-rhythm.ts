import type { Binding } from '../binding/binding.ts'
import { own } from '../document/tree.ts'
import type { Runbook } from '../runbook/runbook.ts'
import type { Script } from './script.ts'

/**
 * Where the script does not say how often and how late it is measured, it is as the slowest source of the runbook's
 * signals measures.
 */
export function withRhythm(script: Script, { environment, steps }: Runbook, binding: Binding): Script {
  const bound = own(binding.environments, environment)
  const rules = steps.flatMap((step) => (step.kind === 'rollout' ? [...step.gates, ...step.guards] : []))
  const isMeasured = rules.some(({ signal }) => own(bound?.signals, signal)?.source === 'prometheus')
  if (!isMeasured || !bound?.prometheus) return script
  const { intervalMs, lagMs } = bound.prometheus
  return { ...script, scrapeEvery: script.scrapeEvery ?? intervalMs, scrapeLag: script.scrapeLag ?? lagMs }
}
