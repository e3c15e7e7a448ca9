import { flagsInTheWay } from '../../flag/lock/flags-in-the-way.ts'
import type { HeldFlag } from '../../flag/lock/held-flag.ts'
import type { Act } from '../../runbook/runbook.ts'
import { type Change, isTerminal, runOf } from '../state/change.ts'

type SetFlags = Extract<Act, { act: 'set-flags' }>

/** What a change has yet to set; nothing once it goes back, or is over. */
export function flagsToSet(change: Change): readonly SetFlags[] {
  if (isTerminal(change) || change.status === 'rolling-back') return []
  const run = runOf(change)
  return change.runbook.steps.flatMap((step) => {
    if (step.kind !== 'effect' || step.act.act !== 'set-flags') return []
    const status = run?.steps[step.id]?.status ?? 'waiting'
    return status === 'waiting' || status === 'staged' || status === 'retrying' ? [step.act] : []
  })
}

/** The locks of others that refuse what a change has yet to set; or only these acts of it. */
export function locksInTheWay(
  change: Change,
  held: readonly HeldFlag[],
  acts: readonly SetFlags[] = flagsToSet(change),
): readonly HeldFlag[] {
  return flagsInTheWay(acts, held, { id: change.id, plan: change.runbook.plan })
}
