import type { Finding, Severity } from '../../core/document/finding.ts'
import type { HeldFlag } from '../../core/flag/lock/held-flag.ts'
import { checkLocks } from '../../core/plan/check/check-locks.ts'
import type { PlanRead } from '../../core/plan/read-plan.ts'
import type { Runtime } from '../context/runtime.ts'

/** The locks of flags that stand in the way of a plan at this moment, by what reading it said of its flags. */
export async function checkPlanLocks(
  { store }: Pick<Runtime, 'store'>,
  { flags, severity }: Pick<PlanRead, 'flags'> & { readonly severity: Severity },
): Promise<readonly Finding[]> {
  const held = new Map<string, readonly HeldFlag[]>()
  for (const environment of new Set(flags.map((use) => use.environment))) {
    const there = flags.filter((use) => use.environment === environment)
    const targets = [...new Set(there.flatMap(({ act }) => act.targets))]
    held.set(environment, await store.flags.held(environment, targets))
  }
  return checkLocks(flags, (environment) => held.get(environment) ?? [], severity)
}
