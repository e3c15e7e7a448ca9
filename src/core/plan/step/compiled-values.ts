import { toValue } from '../../expression/value.ts'
import type { Scalar, Value } from '../../runbook/runbook.ts'

/** Expressions over outputs of earlier steps stay expressions; everything else is known now. */
export function compiledValues(written: Readonly<Record<string, Scalar>>): Readonly<Record<string, Value>> {
  return Object.fromEntries(Object.entries(written).map(([name, value]) => [name, toValue(value)]))
}
