import type { Binding } from '../../core/binding/binding.ts'
import type { Finding, Severity } from '../../core/document/finding.ts'
import type { HeldFlag } from '../../core/flag/lock/held-flag.ts'
import { checkLocks } from '../../core/plan/check/check-locks.ts'
import { flagsOf } from '../../core/plan/plan.ts'
import type { Scalar } from '../../core/runbook/runbook.ts'
import type { Runtime } from '../context/runtime.ts'

export type LockCheck = {
  readonly text: string
  readonly file: string
  /** Null: before there are any, for each environment that the plan may run in. */
  readonly inputs: Readonly<Record<string, Scalar>> | null
  readonly binding: Binding
  readonly severity: Severity
}

/** The locks of flags that stand in the way of a plan at this moment. */
export async function checkPlanLocks(
  { store }: Runtime,
  { text, file, inputs, binding, severity }: LockCheck,
): Promise<readonly Finding[]> {
  const uses = flagsOf(text, file, { inputs, binding })
  const held = new Map<string, readonly HeldFlag[]>()
  for (const environment of new Set(uses.map((use) => use.environment))) {
    const there = uses.filter((use) => use.environment === environment)
    const targets = [...new Set(there.flatMap(({ act }) => act.targets))]
    held.set(environment, await store.flags.held(environment, targets))
  }
  return checkLocks(uses, (environment) => held.get(environment) ?? [], severity)
}
