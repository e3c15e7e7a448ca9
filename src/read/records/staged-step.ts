import { liveAt } from '../../core/change/phase/staged.ts'
import type { Change } from '../../core/change/state/change.ts'
import type { Scalar, Step } from '../../core/runbook/runbook.ts'
import { instant, maybe, type Shown } from '../shown/instant.ts'

/** Flags that a step has staged: nothing is written before their moment. */
export type StagedStep = {
  readonly targets: readonly string[]
  /** What each becomes; null: an output that is known by then. */
  readonly set: Readonly<Record<string, Scalar | null>>
  readonly since: Shown
  /** Null: the change opens when it is ready, and not at a moment. */
  readonly liveAt: Shown | null
}

/** What a step has staged at this moment; null of any other step. */
export function stagedBy(step: Step, change: Change): StagedStep | null {
  if (change.status !== 'preparing' && change.status !== 'running' && change.status !== 'paused') return null
  const { run, runbook, status } = change
  const progress = run.steps[step.id]
  if (step.kind !== 'effect' || step.act.act !== 'set-flags' || progress?.status !== 'staged') return null
  const { set, targets } = step.act
  const at = liveAt(step, { run, runbook, status: status === 'preparing' ? 'preparing' : 'running' })
  return {
    targets,
    set: Object.fromEntries(
      Object.entries(set).map(([flag, value]) => [flag, typeof value === 'object' ? null : value]),
    ),
    since: instant(progress.since),
    liveAt: maybe(at),
  }
}
