import { evaluateValue, evaluateValues } from '../../expression/value.ts'
import { type Act, type Unknown, withValuesKnown } from '../../runbook/act.ts'
import type { Outputs } from '../../runbook/value.ts'
import type { Run } from './change.ts'

/** An act with every value known; or why it cannot be known yet what to do. */
export type Resolved = { readonly act: Act } | Unknown

/** Fills in what was left to run time: expressions over the outputs of earlier steps. */
export function resolveAct(act: Act, run: Run): Resolved {
  const outputs: Record<string, Outputs> = Object.fromEntries(
    Object.entries(run.steps).flatMap(([id, step]) => (step.status === 'done' ? [[id, step.outputs]] : [])),
  )
  return withValuesKnown(act, {
    one: (value) => evaluateValue(value, outputs),
    all: (values) => evaluateValues(values, outputs),
  })
}
