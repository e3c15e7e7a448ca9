import type { Binding } from '../binding/binding.ts'
import { rhythmOf } from '../binding/rhythm.ts'
import type { SignalBinding } from '../binding/signal-binding.ts'
import { own } from '../document/tree.ts'
import { rulesOf } from '../runbook/rules-of.ts'
import type { Runbook } from '../runbook/runbook.ts'
import type { Script } from './script.ts'

/**
 * Where the script does not say how often and how late it is measured, it is as the slowest source of the runbook's
 * signals measures; where it says no objective, it is the binding's.
 */
export function withRhythm(said: Script, runbook: Runbook, binding: Binding): Script {
  const { environment } = runbook
  const bound = own(binding.environments, environment)
  const script = { ...said, slos: { ...slosOf(bound?.signals ?? {}), ...said.slos } }
  const slowest = rulesOf(runbook)
    .filter(({ rule: { signal } }) => own(bound?.signals, signal)?.source !== 'gateway')
    .flatMap(({ rule: { signal } }) => rhythmOf(bound, signal) ?? [])
    .toSorted((a, b) => b.intervalMs - a.intervalMs)[0]
  if (slowest === undefined) return script
  const { intervalMs, lagMs } = slowest
  return { ...script, scrapeEvery: script.scrapeEvery ?? intervalMs, scrapeLag: script.scrapeLag ?? lagMs }
}

const slosOf = (signals: Readonly<Record<string, SignalBinding>>): Script['slos'] =>
  Object.fromEntries(
    Object.entries(signals).flatMap(([name, { slo }]) =>
      slo === undefined ? [] : [[name, { value: slo, unit: 'plain' as const }]],
    ),
  )
