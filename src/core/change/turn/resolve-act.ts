import { evaluateValue, evaluateValues } from '../../expression/value.ts'
import type { Act, Outputs } from '../../runbook/runbook.ts'
import type { Run } from '../state/change.ts'

/** An act with every value known; or why it cannot be told yet what to do. */
export type Resolved = { readonly act: Act } | { readonly unknown: string }

/** Fills in what was left to run time: expressions over the outputs of earlier steps. */
export function resolveAct(act: Act, run: Run): Resolved {
  const outputs: Record<string, Outputs> = Object.fromEntries(
    Object.entries(run.steps).flatMap(([id, step]) => (step.status === 'done' ? [[id, step.outputs]] : [])),
  )
  switch (act.act) {
    case 'deploy': {
      const version = evaluateValue(act.version, outputs)
      return 'unknown' in version ? version : { act: { ...act, version: version.value } }
    }
    case 'read-flag': {
      const equals = evaluateValue(act.equals, outputs)
      return 'unknown' in equals ? equals : { act: { ...act, equals: equals.value } }
    }
    case 'action': {
      const all = evaluateValues(act.with, outputs)
      return 'unknown' in all ? all : { act: { ...act, with: all.values } }
    }
    case 'set-flags': {
      const all = evaluateValues(act.set, outputs)
      return 'unknown' in all ? all : { act: { ...act, set: all.values } }
    }
    case 'undeploy':
    case 'restore-flags':
      return { act }
  }
}
