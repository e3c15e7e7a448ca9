import type { Runbook } from '../../runbook/runbook.ts'
import type { ChangeEvent } from '../events/event.ts'
import { recentSignals } from '../rollout/recent.ts'
import type { Run } from '../state/change.ts'

/** The first stage of a rollout says before which moment `recent` looks, on each of its targets once. */
export function followRecent(run: Run, runbook: Runbook, event: ChangeEvent): Run {
  if (event.type !== 'stage-entered') return run
  const { since = {}, found = {} } = run.recent ?? {}
  const fresh = event.targets.filter((target) => since[target] === undefined)
  if (fresh.length === 0 || recentSignals(runbook).length === 0) return run
  const begun = Object.fromEntries(fresh.map((target) => [target, event.at]))
  return { ...run, recent: { since: { ...since, ...begun }, found } }
}
