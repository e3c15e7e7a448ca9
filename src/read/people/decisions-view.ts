import { withApprover } from '../../core/change/rollout/last-word.ts'
import {
  type Change,
  type Decided,
  isTerminal,
  isUnderway,
  runOf,
  type StepProgress,
} from '../../core/change/state/change.ts'
import { deadlinesOfApproval } from '../../core/change/steps/approve.ts'
import type { ApproveStep } from '../../core/runbook/runbook.ts'
import { withoutMarks } from '../../core/text/visible.ts'
import { instant, maybe, type Shown } from '../shown/instant.ts'

/** An approval in the run, who makes it, and what they have said. */
export type DecisionView = {
  readonly step: string
  readonly title: string
  readonly decision: string
  readonly state: 'to-come' | 'open' | 'approved' | 'failed' | 'left'
  /** How many of `by` have to approve. */
  readonly quorum: number
  readonly by: readonly { readonly lead: string; readonly title: string; readonly person: string | null }[]
  readonly since: Shown | null
  readonly until: Shown | null
  readonly said: readonly {
    readonly by: string
    readonly lead: string
    readonly as: 'approve' | 'reject'
    readonly at: Shown
    readonly because: string | null
  }[]
  /** Why it was not approved. */
  readonly reason: string | null
}

export function viewDecisions(change: Change): readonly DecisionView[] {
  return [
    ...change.runbook.steps.flatMap((step) => (step.kind === 'approve' ? [viewDecision(step, change)] : [])),
    ...viewAdoption(change),
  ]
}

/** The word of a person who was named for it: `promote --manual --approver NAME`. */
function viewAdoption(change: Change): readonly DecisionView[] {
  const promotion = runOf(change)?.promotion
  if (promotion === undefined || promotion.seat !== undefined) return []
  const { step, approver, askedAt, word } = promotion
  const title = change.runbook.steps.find(({ id }) => id === step)?.title ?? step
  const state =
    word === null ? (!isUnderway(change) ? 'left' : askedAt === null ? 'to-come' : 'open') : wordState(word)
  return [
    {
      step,
      title: withoutMarks(title),
      decision: step,
      state,
      quorum: 1,
      by: [{ lead: approver, title: approver, person: approver }],
      since: maybe(state === 'open' ? askedAt : null),
      until: null,
      said: word === null ? [] : [{ ...word, lead: approver, at: instant(word.at) }],
      reason: word?.as === 'reject' ? word.because : null,
    },
  ]
}

const wordState = ({ as }: Pick<Decided, 'as'>) => (as === 'approve' ? 'approved' : 'failed')

function viewDecision(step: ApproveStep, change: Change): DecisionView {
  const progress = runOf(change)?.steps[step.id]
  const run = runOf(change)
  const { leads = {} } = run === null ? change.runbook : withApprover(step, change.runbook, run)
  const said = progress !== undefined && 'decisions' in progress ? (progress.decisions ?? []) : []
  const open = progress?.status === 'deciding' ? progress : null
  const [until] = open === null ? [] : deadlinesOfApproval(step, open)
  return {
    step: step.id,
    title: withoutMarks(step.title),
    decision: step.decision,
    state: stateOf(progress, change),
    quorum: step.quorum,
    by: step.by.map((lead) => ({
      lead,
      title: withoutMarks(leads[lead]?.title ?? lead),
      person: leads[lead]?.person ?? null,
    })),
    since: maybe(open?.since ?? null),
    until: maybe(until ?? null),
    said: said.map(({ at, ...word }) => ({ ...word, at: instant(at) })),
    reason: progress?.status === 'failed' ? progress.reason : null,
  }
}

function stateOf(progress: StepProgress | undefined, change: Change): DecisionView['state'] {
  switch (progress?.status) {
    case 'deciding':
      return isUnderway(change) ? 'open' : 'left'
    case 'done':
      return 'approved'
    case 'failed':
      return 'failed'
    case undefined:
    case 'waiting':
    case 'staged':
    case 'running':
    case 'starting':
    case 'retrying':
    case 'checking':
    case 'in-doubt':
    case 'rolling':
    case 'ticking':
    case 'adopting':
    case 'switching':
    case 'baking':
    case 'capturing':
    case 'stopped':
      return isTerminal(change) || change.status === 'rolling-back' ? 'left' : 'to-come'
  }
}
