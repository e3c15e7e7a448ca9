import type { Actor } from '../../access/actor.ts'
import type { Runbook, StepId } from '../../runbook/runbook.ts'
import type { Instant } from '../../time/instant.ts'
import type { Beside } from './beside.ts'
import type { ChangeId } from './change-id.ts'
import type { Rollback } from './rollback.ts'
import type { Run } from './run.ts'
import type { Validated } from './validated.ts'

export type { ChangeId } from './change-id.ts'
export type { GateEvidence } from './gate-evidence.ts'

export type { Attachment, Decided, ItemProgress, Items } from './items.ts'

export type { BackStepProgress, Cause, Rollback, RollbackPart, UndoProgress } from './rollback.ts'
export type {
  AcceptProgress,
  BakeProgress,
  CaptureProgress,
  PhaseProgress,
  RolloutPhase,
  RolloutProgress,
  Run,
  StageAsked,
  StagePassed,
  StepProgress,
} from './run.ts'

/**
 * One execution of a plan. Each state holds only its own fields:
 *
 *   draft -> requested -> scheduled -> preparing -> running <-> paused -> succeeded
 *   running or paused -> rolling-back -> rolled-back, or failed when something could not be undone
 *   before running also: cancelled, expired (not approved in time), missed (its window has passed)
 *
 * Only a change with phases before T is preparing: its effects run, its targets are neither claimed nor touched. Out of
 * there leads rolling-back too, without traffic, and ends cancelled or missed.
 */
export type Change =
  | Draft
  | Requested
  | Scheduled
  | Preparing
  | Running
  | Paused
  | RollingBack
  | Succeeded
  | RolledBack
  | Failed
  | Cancelled
  | Expired
  | Missed

export type Status = Change['status']

export type Known = {
  readonly id: ChangeId
  readonly runbook: Runbook
  readonly requester: Actor
  /** Who wrote its plan or edited it, besides the requester; left out where nobody else did. */
  readonly writers?: readonly string[]
  readonly requestedAt: Instant
  /** What people have seen of suites, the newest last; left out where nobody has looked. */
  readonly validations?: readonly Validated[]
  /** Counts turns of state, stage, plan and schedule; commands carry the one they saw. */
  readonly revision: number
}

export type Draft = Known & { readonly status: 'draft'; readonly rejected: string | null }
export type Requested = Known & { readonly status: 'requested'; readonly blocked: Hold | null } & Approvals
export type Scheduled = Known & {
  readonly status: 'scheduled'
  /** Somebody held the opening back; an edit does not undo that. */
  readonly blocked: Hold | null
  readonly waitsFor: readonly ChangeId[]
} & Approvals
export type Preparing = Known & {
  readonly status: 'preparing'
  readonly run: Run
  /** Somebody held it back: nothing begins, and T does not come. */
  readonly blocked: Hold | null
  readonly waitsFor: readonly ChangeId[]
} & Approvals
export type Running = Known & { readonly status: 'running'; readonly run: Run }
export type Paused = Known & { readonly status: 'paused'; readonly run: Run; readonly hold: Hold }
export type RollingBack = Known & {
  readonly status: 'rolling-back'
  readonly run: Run
  readonly back: Rollback
}
export type Succeeded = Known & {
  readonly status: 'succeeded'
  readonly run: Run
  readonly endedAt: Instant
  readonly beside?: Beside
}
export type RolledBack = Known & {
  readonly status: 'rolled-back'
  readonly run: Run
  readonly back: Rollback
  readonly endedAt: Instant
  readonly beside?: Beside
}
export type Failed = Known & {
  readonly status: 'failed'
  readonly run: Run
  readonly back: Rollback
  readonly notUndone: readonly StepId[]
  readonly endedAt: Instant
  readonly beside?: Beside
}
export type Cancelled = Known & {
  readonly status: 'cancelled'
  readonly because: string
  readonly endedAt: Instant
} & Prepared
export type Expired = Known & { readonly status: 'expired'; readonly endedAt: Instant }
export type Missed = Known & { readonly status: 'missed'; readonly endedAt: Instant } & Prepared

/** Of a change that ended before T: what had been prepared, and how it was undone; absent when nothing had. */
export type Prepared = { readonly run?: Run; readonly back?: Rollback }

/** Approvals bind to the runbook they were given for; `needed` counts distinct people. */
export type Approvals = { readonly needed: number; readonly approvedBy: readonly string[] }

/** Held back by the engine itself, which lets go when what it waits for is gone; a person's hold waits for a person. */
export const heldByEngine = ({ blocked }: { readonly blocked: Hold | null }): boolean =>
  blocked !== null && blocked.by.kind === 'engine'

export type Hold = { readonly by: Actor; readonly since: Instant; readonly because: string }

/** The states that nothing follows; the events that lead there have their names. */
export const TERMINAL: ReadonlySet<string> = new Set<Status>([
  'succeeded',
  'rolled-back',
  'failed',
  'cancelled',
  'expired',
  'missed',
])
export const isTerminal = (change: Pick<Change, 'status'>): boolean => TERMINAL.has(change.status)

/** Its steps begin and end; before T those that touch no target. */
export type Underway = Preparing | Running | Paused
export const isUnderway = (change: Change): change is Underway =>
  change.status === 'preparing' || change.status === 'running' || change.status === 'paused'

/** The run of a change that has one. */
export function runOf(change: Change): Run | null {
  return 'run' in change ? (change.run ?? null) : null
}
