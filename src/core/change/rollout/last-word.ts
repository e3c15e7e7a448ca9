import type { ApproveStep, Runbook, Step } from '../../runbook/runbook.ts'
import type { EventBody } from '../events/event.ts'
import { isBehind } from '../phase/advance.ts'
import { phaseOf } from '../phase/order.ts'
import { hasSwapped } from '../rollback/adopted.ts'
import type { Run } from '../state/change.ts'

/** The step that will make the canary stable next; null when none will. */
export function adoptionAhead({ steps }: Pick<Runbook, 'steps'>, run: Run): Step | null {
  return steps.find((step) => adopts(step) && !isBehind(run, step.id) && !isSwapping(step, run)) ?? null
}

const adopts = (step: Step): boolean => step.kind === 'adopt' || (step.kind === 'rollout' && step.adopt)

function isSwapping({ id }: Step, { steps }: Run): boolean {
  const progress = steps[id]
  return progress?.status === 'rolling' ? progress.rollout.phase.phase === 'adopting' : hasSwapped(progress)
}

/** Approvals of the plan that nothing passes on the way to this step, and that are not over; the nearest one first. */
export function approvalsBefore(
  step: Step,
  runbook: Pick<Runbook, 'steps' | 'phases'>,
  run: Run,
): readonly ApproveStep[] {
  const before = ancestors(step, runbook)
  return runbook.steps
    .filter((one) => one.kind === 'approve')
    .filter(({ id }) => before.has(id) && !isBehind(run, id))
    .toReversed()
}

/** What has to be over before the step begins: what it comes after, and the phases that its own one waits for. */
function ancestors(step: Step, runbook: Pick<Runbook, 'steps' | 'phases'>): ReadonlySet<string> {
  const { phases = [], steps } = runbook
  const found = new Set<string>()
  const visit = ({ id, after }: Step): void => {
    const phase = phaseOf(id, runbook)
    const before = phase?.start.start === 'in-turn' ? phases[phases.indexOf(phase) - 1] : undefined
    for (const one of [...after, ...(before?.steps ?? [])]) {
      const earlier = found.has(one) ? undefined : steps.find(({ id }) => id === one)
      found.add(one)
      if (earlier !== undefined) visit(earlier)
    }
  }
  visit(step)
  return found
}

/**
 * Everything else is through, and a person who was named has yet to approve the adoption: what is said to them, once.
 * Null where nobody is waited for.
 */
export function lastWord({ id }: Pick<Step, 'id'>, { promotion }: Run): readonly EventBody[] | null {
  if (promotion === undefined || !isAwaited(promotion, id)) return null
  if (promotion.askedAt !== null) return []
  return [{ type: 'decision-asked', step: id, attempt: 1, asks: [promotion.approver], quorum: 1 }]
}

/** The adoption itself waits for the person, and not an approval of the plan before it. */
export const isAwaited = ({ step, seat, word }: NonNullable<Run['promotion']>, adoption: string): boolean =>
  step === adoption && seat === undefined && word?.as !== 'approve'

/** The leads of an approval, with the person who was named for it. */
export function withApprover(
  { id }: Pick<ApproveStep, 'id'>,
  { leads = {} }: Pick<Runbook, 'leads'>,
  { promotion }: Run,
): Pick<Runbook, 'leads'> {
  if (promotion?.seat?.step !== id) return { leads }
  const { lead } = promotion.seat
  return { leads: { ...leads, [lead]: { title: lead, ...leads[lead], person: promotion.approver } } }
}
