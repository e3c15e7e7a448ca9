import type { Actor } from '../../access/actor.ts'
import type { Evidence } from '../../judge/verdict.ts'
import type { Outputs, Runbook, StepId } from '../../runbook/runbook.ts'
import type { Instant, Millis } from '../../time/instant.ts'
import type { BasisPoints, Side, Slot } from '../../traffic/desired.ts'
import type { Baseline } from './baseline.ts'
import type { Beside } from './beside.ts'
import type { Consideration } from './consideration.ts'
import type { GateEvidence } from './gate-evidence.ts'
import type { ModeSet } from './mode-set.ts'
import type { PlanGuards } from './plan-guards.ts'
import type { WeightFlag } from './weight-flag.ts'

export type { GateEvidence } from './gate-evidence.ts'

import type { Decided, Items } from './items.ts'

export type { Attachment, Decided, ItemProgress, Items } from './items.ts'

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
export type ChangeId = string

export type Known = {
  readonly id: ChangeId
  readonly runbook: Runbook
  readonly requester: Actor
  /** Who wrote its plan or edited it, besides the requester; left out where nobody else did. */
  readonly writers?: readonly string[]
  readonly requestedAt: Instant
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

export type Run = {
  readonly startedAt: Instant
  /** T as it came to be, of a change that had prepared; absent: T is when it started, or has not come. */
  readonly opensAt?: Instant
  /** The window's end as it stands now; null without a window. */
  readonly endsAt: Instant | null
  readonly overrunAt: Instant | null
  readonly windowClosedAt: Instant | null
  readonly steps: Readonly<Record<StepId, StepProgress>>
  readonly accept: Readonly<Record<string, AcceptProgress>>
  /** Of a runbook with phases. */
  readonly phases?: Readonly<Record<string, PhaseProgress>>
  /** In the order in which they began: undo goes through it backwards. */
  readonly begun: readonly StepId[]
  /** Names of the events people consume that this change has announced so far, each once. */
  readonly announced: readonly string[]
  /** What people have asked to weigh; absent: nothing. */
  readonly considerations?: readonly Consideration[]
  /** Of rollouts with a flag that follows their weight, once it was told one. */
  readonly weightFlags?: Readonly<Record<StepId, WeightFlag>>
  /** What its mode steps have ordered, oldest first, as long as it is there to be put back. */
  readonly modes?: readonly ModeSet[]
  /** What a capture has kept. */
  readonly baseline?: Baseline
  /** Of a plan that has guards of its own. */
  readonly guards?: PlanGuards
}

export type PhaseProgress =
  | { readonly phase: 'waiting' }
  /** `late`: longer than planned; told, then its lead was paged. */
  | { readonly phase: 'running'; readonly since: Instant; readonly late: 'told' | 'paged' | null }
  | { readonly phase: 'ended'; readonly since: Instant; readonly at: Instant }

export type StepProgress =
  | { readonly status: 'waiting' }
  /** Flags that wait for their moment; nothing is written yet. */
  | { readonly status: 'staged'; readonly since: Instant }
  | { readonly status: 'running'; readonly attempt: number; readonly since: Instant }
  | {
      readonly status: 'retrying'
      readonly attempt: number
      readonly retryAt: Instant
      readonly reason: string
    }
  | {
      readonly status: 'checking'
      readonly attempt: number
      readonly reason: string
      readonly since: Instant
    }
  | {
      readonly status: 'in-doubt'
      readonly attempt: number
      readonly reason: string
      readonly since: Instant
    }
  | { readonly status: 'rolling'; readonly rollout: RolloutProgress }
  | BakeProgress
  | CaptureProgress
  /** A checklist whose items are being ticked. `late`: somebody was told that its evidence does not come. */
  | {
      readonly status: 'ticking'
      readonly since: Instant
      readonly items: Items
      readonly late?: boolean
    }
  /** An approval that waits for its people. */
  | {
      readonly status: 'deciding'
      readonly attempt: number
      readonly since: Instant
      readonly decisions: readonly Decided[]
    }
  | {
      readonly status: 'adopting'
      readonly since: Instant
      /** Somebody was told that it takes long. */
      readonly warned: boolean
      readonly was: Readonly<Record<string, Side>>
    }
  /** A mode that was ordered. `acknowledgedAt`: every proxy had it, and its drain began. */
  | {
      readonly status: 'switching'
      readonly attempt: number
      readonly since: Instant
      readonly warned: boolean
      readonly acknowledgedAt: Instant | null
    }
  | {
      readonly status: 'done'
      readonly at: Instant
      readonly outputs: Outputs
      readonly rollout?: RolloutProgress
      /** Of a bake: what its gates saw. */
      readonly bake?: { readonly from: Instant; readonly gates: readonly GateEvidence[] }
      /** Of an adopt step: when it swapped the sides, and which one served everybody before. */
      readonly adoption?: { readonly at: Instant; readonly was: Readonly<Record<string, Side>> }
      readonly items?: Items
      readonly decisions?: readonly Decided[]
    }
  | {
      readonly status: 'failed'
      readonly at: Instant
      readonly attempt: number
      readonly reason: string
      readonly goOn: boolean
      readonly decisions?: readonly Decided[]
    }
  | { readonly status: 'stopped'; readonly at: Instant }

/** `since`: up to when it looks back. */
export type CaptureProgress = { readonly status: 'capturing'; readonly since: Instant }

export type BakeProgress = {
  readonly status: 'baking'
  /** Where its evidence begins; a pause stops the clock, but not what watches. */
  readonly from: Instant
  readonly heldMs: Millis
  readonly resumedAt: Instant | null
  /** Its time is up and its gates do not hold: somebody was told that it waits. */
  readonly prolonged: boolean
  /** When its gates were last asked on the way, where the plan says how often. */
  readonly askedAt: Instant
  /** What is judged on each target: its canary, or what serves everyone. */
  readonly slots: Readonly<Record<string, Slot>>
  readonly missing: Readonly<Record<string, Instant>>
}

export type RolloutProgress = {
  /** Guards watch from here: the rollout's beginning, or the resume after one of them had paused it. */
  readonly guardsFrom: Instant
  readonly guardTripped: boolean
  /** Index into the step's stages. */
  readonly stage: number
  readonly phase: RolloutPhase
  /** Rules without data at the moment, by `rule@target`, and since when. */
  readonly missing: Readonly<Record<string, Instant>>
  readonly promoteAll: { readonly by: Actor; readonly override: string | null } | null
  readonly passed: readonly StagePassed[]
  /** The checklist of this stage, once its hold was seen. */
  readonly asked?: StageAsked
}

/** `hurried`: who ended the hold early, where somebody did. */
export type StageAsked = {
  readonly at: Instant
  readonly items: Items
  readonly hurried: { readonly by: Actor; readonly override: string | null } | null
  readonly late?: boolean
}

export type RolloutPhase =
  /** The weight is written; not every proxy has acknowledged it yet. `warned`: somebody was told that it takes long. */
  | { readonly phase: 'moving'; readonly since: Instant; readonly warned: boolean }
  /** `from` is where the evidence of this stage begins; a pause stops the clock but not the guards. */
  | {
      readonly phase: 'holding'
      readonly from: Instant
      readonly heldMs: Millis
      readonly resumedAt: Instant | null
      /** Its time is up and its gates do not hold: somebody was told that it waits. */
      readonly prolonged: boolean
    }
  | {
      readonly phase: 'adopting'
      readonly since: Instant
      readonly warned: boolean
      readonly was: Readonly<Record<string, Side>>
    }

export type StagePassed = {
  readonly stage: number
  readonly from: Instant
  readonly to: Instant
  readonly gates: readonly GateEvidence[]
  readonly promotedBy: Actor | null
  readonly items?: Items
}

export type AcceptProgress =
  | { readonly status: 'waiting'; readonly tried: number }
  | { readonly status: 'running'; readonly attempt: number; readonly since: Instant }
  | { readonly status: 'passed'; readonly at: Instant; readonly evidence: string }
  | { readonly status: 'failed'; readonly at: Instant; readonly attempt: number; readonly evidence: string }
  | { readonly status: 'left-to-person'; readonly who: string }

/** Rollback: close every target first, then undo, newest first, then the plan's own steps. */
export type Rollback = {
  readonly cause: Cause
  readonly by: Actor
  readonly startedAt: Instant
  readonly latch: boolean
  readonly traffic:
    | { readonly traffic: 'descending'; readonly to: BasisPoints; readonly since: Instant }
    | { readonly traffic: 'closing'; readonly since: Instant; readonly warned: boolean }
    | { readonly traffic: 'closed'; readonly at: Instant }
    /** It came back from before T: there was no traffic to close. `ends`: in which state it ends. */
    | { readonly traffic: 'untouched'; readonly ends: 'cancelled' | 'missed' }
  readonly undo: Readonly<Record<StepId, UndoProgress>>
  /** The plan's own steps, after undo; absent: it has none. */
  readonly steps?: Readonly<Record<string, BackStepProgress>>
  /** Parts that took longer than the plan allows, each told once. */
  readonly late?: readonly RollbackPart[]
}

export type RollbackPart = 'close' | 'undo'

export type BackStepProgress =
  | { readonly status: 'waiting' }
  | { readonly status: 'running'; readonly attempt: number; readonly since: Instant }
  | { readonly status: 'retrying'; readonly attempt: number; readonly retryAt: Instant }
  | { readonly status: 'done'; readonly at: Instant; readonly evidence: string }
  | { readonly status: 'failed'; readonly at: Instant; readonly reason: string }
  | { readonly status: 'skipped'; readonly because: string }

export type UndoProgress =
  | { readonly status: 'waiting' }
  | {
      readonly status: 'running'
      readonly attempt: number
      readonly since: Instant
      /** Of a mode: somebody was told that its proxies do not acknowledge what is put back. */
      readonly warned?: true
    }
  | { readonly status: 'retrying'; readonly attempt: number }
  | { readonly status: 'done'; readonly at: Instant }
  | { readonly status: 'failed'; readonly at: Instant; readonly reason: string }
  /** `harmless` when the plan said beforehand that nothing needs undoing. */
  | { readonly status: 'skipped'; readonly because: string; readonly harmless: boolean }

export type Cause =
  | { readonly cause: 'asked'; readonly because: string }
  | { readonly cause: 'killed'; readonly because: string }
  | { readonly cause: 'superseded'; readonly by: ChangeId }
  | { readonly cause: 'guard'; readonly rule: string; readonly target: string; readonly evidence: Evidence }
  | { readonly cause: 'gate'; readonly rule: string; readonly target: string; readonly evidence: Evidence }
  | {
      readonly cause: 'no-data'
      readonly rule: string
      readonly target: string
      readonly since: Instant
      /** What the source said of itself; left out when it said nothing. */
      readonly because?: string
    }
  | { readonly cause: 'step'; readonly step: StepId; readonly reason: string }
  | { readonly cause: 'overrun'; readonly endedAt: Instant }
  | { readonly cause: 'latched'; readonly target: string }
  /** Its window had passed before it could open. */
  | { readonly cause: 'missed'; readonly endedAt: Instant }

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
