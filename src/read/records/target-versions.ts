import { openedAt } from '../../core/change/phase/clock.ts'
import { adoptStepOf } from '../../core/change/rollback/adopted.ts'
import { type Change, isTerminal, runOf, type StepProgress } from '../../core/change/state/change.ts'
import type { RolloutStep } from '../../core/runbook/runbook.ts'
import type { Side } from '../../core/traffic/desired.ts'
import type { TargetRow } from '../../ports/store/targets.ts'

/** Which version plays which slot of a target; null where no change of ours has said so. */
export type Versions = { readonly stable: string | null; readonly canary: string | null }

export const UNKNOWN: Versions = { stable: null, canary: null }

/**
 * Stable has what was adopted last, since it is known; the canary what the change that owns the target brings, as long
 * as it has not adopted it. `newestFirst`: of any targets, as far back as one wants to look.
 */
export function versionsOf(
  { name, owner, desired, knownSince }: Pick<TargetRow, 'name' | 'owner' | 'desired' | 'knownSince'>,
  newestFirst: readonly Change[],
): Versions {
  const since = knownSince ?? Number.NEGATIVE_INFINITY
  const adopter = newestFirst.find(
    (change) => (openedAt(change) ?? since) > since && hasAdopted(change, name, desired.stable),
  )
  const mover = newestFirst.find((change) => change.id === owner && !isTerminal(change))
  const brings = mover !== undefined && mover !== adopter && rolloutsOf(mover, name).length > 0
  return { stable: known(adopter), canary: brings ? known(mover) : null }
}

const known = (change: Change | undefined): string | null => change?.runbook.version || null

function hasAdopted(change: Change, name: string, stable: Side): boolean {
  const run = runOf(change)
  return rolloutsOf(change, name).some((step) => {
    const adopter = step.adopt ? step.id : adoptStepOf(step, change.runbook)?.id
    return adopter !== undefined && isSwapped(run?.steps[adopter], serviceOf(name), stable)
  })
}

/** From the moment the swap is ordered: a generation of the target says both. */
function isSwapped(progress: StepProgress | undefined, service: string, stable: Side): boolean {
  if (progress?.status === 'done') return true
  if (progress?.status === 'adopting') return progress.was[service] !== stable
  if (progress?.status !== 'rolling') return false
  const { phase } = progress.rollout
  return phase.phase === 'adopting' && phase.was[service] !== stable
}

const rolloutsOf = ({ runbook: { environment, steps } }: Change, name: string): readonly RolloutStep[] =>
  steps
    .filter((step) => step.kind === 'rollout')
    .filter(({ targets }) => targets.some((service) => `${environment}/${service}` === name))

const serviceOf = (name: string): string => name.slice(name.indexOf('/') + 1)
