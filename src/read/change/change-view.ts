import { nameOf } from '../../core/access/actor.ts'
import { isTerminal, runOf, type Status } from '../../core/change/state/change.ts'
import type { Scalar } from '../../core/runbook/runbook.ts'
import { withoutMarks } from '../../core/text/visible.ts'
import type { Brought } from '../../core/traffic/brought.ts'
import type { Concern } from '../advice/concern.ts'
import { concernsOf } from '../advice/concerns.ts'
import { doingOf } from '../advice/doing.ts'
import { type Headline, headlineOf } from '../advice/headline.ts'
import { type Next, nextOf } from '../advice/next.ts'
import { type Possible, possibleOf } from '../advice/possible.ts'
import { type Safety, safetyOf } from '../advice/safety.ts'
import { type DrillView, viewDrill } from '../drills/drill-view.ts'
import { type FollowUpsView, viewFollowUps } from '../follow-up/summary-view.ts'
import { type ChecklistView, viewChecklists } from '../people/checklists-view.ts'
import { type DecisionView, viewDecisions } from '../people/decisions-view.ts'
import { type BakeView, viewBakes } from '../progress/bakes-view.ts'
import { viewBrought } from '../progress/brought-view.ts'
import { type ChecklistItem, viewChecklist } from '../progress/checklist-view.ts'
import { type ConsiderationsView, viewConsiderations } from '../progress/considerations-view.ts'
import { type FactsView, viewFacts } from '../progress/facts-view.ts'
import { viewGuards } from '../progress/guards-view.ts'
import { type LevelView, viewLevels } from '../progress/levels-view.ts'
import { type LeadView, type PhasesView, viewLeads, viewPhases } from '../progress/phases-view.ts'
import { type ProbedView, viewProbes } from '../progress/probes-view.ts'
import { type Progress, progressOf } from '../progress/progress-view.ts'
import { type RollbackView, viewRollback } from '../progress/rollback-view.ts'
import { type RolloutView, viewRollouts } from '../progress/rollout-view.ts'
import type { RuleView } from '../progress/rule-view.ts'
import type { Seen } from '../progress/seen.ts'
import { type StepView, viewSteps } from '../progress/step-view.ts'
import { type ValidationView, viewValidations } from '../progress/validations-view.ts'
import { type VerificationView, viewVerification } from '../progress/verification-view.ts'
import { viewWindow, type WindowView } from '../progress/window-view.ts'
import { type Revertible, type RevertsView, revertedBy, revertibleOf, viewReverts } from '../revert/links.ts'
import { instant, type Shown } from '../shown/instant.ts'

/**
 * What an on-call engineer reads at three in the morning. Instants are RFC 3339 in UTC; `null` is "not yet" or
 * "none".
 */
export type ChangeView = {
  readonly id: string
  readonly title: string
  readonly plan: string
  readonly environment: string
  readonly version: string
  readonly status: Status
  /** Send it back with a command that needs to know what you saw. */
  readonly revision: number
  readonly asOf: Shown
  readonly requester: string
  readonly requestedAt: Shown
  readonly startedAt: Shown | null
  readonly endedAt: Shown | null
  /** The plan's own durations were divided by this; 1 is real time. */
  readonly pace: number
  readonly inputs: Readonly<Record<string, Scalar>>
  readonly approvals: { readonly needed: number; readonly approvedBy: readonly string[] } | null
  readonly window: WindowView | null
  readonly headline: Headline
  readonly safety: Safety
  readonly next: Next
  /** What stands in the way, what is in doubt, what does not answer: each with what to do about it. */
  readonly concerns: readonly Concern[]
  /** Null when the plan has none: then all its steps are one phase. */
  readonly phases: PhasesView | null
  /** Who answers for what. */
  readonly leads: readonly LeadView[]
  readonly contacts: Readonly<Record<string, string>>
  readonly facts: FactsView
  readonly steps: readonly StepView[]
  readonly rollouts: readonly RolloutView[]
  /** Steps that watch without moving traffic. */
  readonly bakes: readonly BakeView[]
  /** Of the plan itself: from the first moved request until the canary is adopted. */
  readonly guards: readonly RuleView[]
  /** Shown and told; they decide nothing. */
  readonly levels: readonly LevelView[]
  /** Where its new version is, on each target that it deploys to or whose traffic it moves. */
  readonly brought: readonly Brought[]
  /** Of sides that it has deployed, where the plan asks them. */
  readonly probes: readonly ProbedView[]
  /** The acceptance, at the end. */
  readonly checklist: readonly ChecklistItem[]
  /** Of steps and stages: what has to pass before the change goes on. */
  readonly checklists: readonly ChecklistView[]
  readonly decisions: readonly DecisionView[]
  readonly rollback: RollbackView | null
  /** A record beside a change that went back; null of any other, and where the plan asks for none. */
  readonly verification: VerificationView | null
  readonly considerations: ConsiderationsView
  /** What people have seen of suites for it, the newest first. */
  readonly validations: readonly ValidationView[]
  /** What it has left to do; null of a change that has left nothing, or has not ended. */
  readonly followUps: FollowUpsView | null
  /** Of a change that rehearses the rollback of its plan; null of any other. */
  readonly drill: DrillView | null
  /** The change that this one takes back; null of any other. */
  readonly reverts: RevertsView | null
  /** The latest change that took this one back, or is about to. */
  readonly revertedBy: string | null
  /** How to take it back; null when that would be refused. */
  readonly revertible: Revertible | null
  /** What it would answer to each command a person may give in a hurry. */
  readonly possible: readonly Possible[]
}

export function viewChange(seen: Seen): ChangeView {
  const { change, now } = seen
  const { id, runbook, requester, requestedAt, revision, status } = change
  const run = runOf(change)
  const rollouts = viewRollouts(seen)
  const bakes = viewBakes(seen)
  const guards = viewGuards(seen)
  const safety = safetyOf(seen, rollouts, [...bakes.flatMap(({ rules }) => rules), ...guards])
  return {
    id,
    title: withoutMarks(runbook.title),
    plan: runbook.plan,
    environment: runbook.environment,
    version: runbook.version,
    status,
    revision,
    asOf: instant(now),
    requester: nameOf(requester),
    requestedAt: instant(requestedAt),
    startedAt: run === null ? null : instant(run.startedAt),
    endedAt: 'endedAt' in change ? instant(change.endedAt) : null,
    pace: runbook.pace,
    inputs: runbook.inputs,
    approvals: 'needed' in change ? { needed: change.needed, approvedBy: change.approvedBy } : null,
    window: viewWindow(change),
    headline: headlineOf(change, safety),
    safety,
    next: nextOf(seen, rollouts, guards, bakes),
    concerns: concernsOf(seen, rollouts, [...bakes.flatMap(({ rules }) => rules), ...guards]),
    phases: viewPhases(change),
    leads: viewLeads(runbook),
    contacts: runbook.contacts ?? {},
    facts: viewFacts(runbook),
    steps: viewSteps(seen),
    rollouts,
    bakes,
    guards,
    levels: viewLevels(seen),
    brought: viewBrought(seen),
    probes: viewProbes(change),
    checklist: viewChecklist(seen),
    checklists: viewChecklists(seen),
    decisions: viewDecisions(change),
    rollback: viewRollback(seen),
    verification: viewVerification(change),
    considerations: viewConsiderations(change),
    validations: viewValidations(change),
    followUps: viewFollowUps(seen.followUps),
    drill: viewDrill(change),
    reverts: viewReverts(change),
    revertedBy: revertedBy(seen),
    revertible: revertibleOf(seen),
    possible: possibleOf(seen, rollouts),
  }
}

/** A line in a list of changes: the answers to the same questions as on the change's own page. */
export type ChangeLine = Pick<
  ChangeView,
  | 'id'
  | 'title'
  | 'plan'
  | 'environment'
  | 'version'
  | 'status'
  | 'revision'
  | 'requester'
  | 'requestedAt'
  | 'startedAt'
  | 'endedAt'
  | 'headline'
  | 'followUps'
> & {
  readonly doing: string
  /** Null once it is over. */
  readonly next: ChangeView['next'] | null
  readonly progress: Progress
}

export function viewLine(seen: Seen): ChangeLine {
  const { change } = seen
  const { id, runbook, status, revision, requester, requestedAt } = change
  const run = runOf(change)
  const rollouts = viewRollouts(seen)
  const bakes = viewBakes(seen)
  const guards = viewGuards(seen)
  return {
    id,
    title: withoutMarks(runbook.title),
    plan: runbook.plan,
    environment: runbook.environment,
    version: runbook.version,
    status,
    revision,
    requester: nameOf(requester),
    requestedAt: instant(requestedAt),
    startedAt: run === null ? null : instant(run.startedAt),
    endedAt: 'endedAt' in change ? instant(change.endedAt) : null,
    headline: headlineOf(
      change,
      safetyOf(seen, rollouts, [...bakes.flatMap(({ rules }) => rules), ...guards]),
    ),
    doing: doingOf(change),
    next: isTerminal(change) ? null : nextOf(seen, rollouts, guards, bakes),
    progress: progressOf(change),
    followUps: viewFollowUps(seen.followUps),
  }
}
