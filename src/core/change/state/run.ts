import type { Actor } from '../../access/actor.ts'
import type { Outputs, StepId } from '../../runbook/runbook.ts'
import type { Instant, Millis } from '../../time/instant.ts'
import type { Side, Slot } from '../../traffic/desired.ts'
import type { Baseline } from './baseline.ts'
import type { Consideration } from './consideration.ts'
import type { GateEvidence } from './gate-evidence.ts'
import type { Decided, Items } from './items.ts'
import type { Levels } from './levels.ts'
import type { ModeSet } from './mode-set.ts'
import type { PlanGuards } from './plan-guards.ts'
import type { Probing } from './probing.ts'
import type { Promotion } from './promotion.ts'
import type { WeightFlag } from './weight-flag.ts'

/** What a change does while it is under way: its steps, its phases, its checklist. */
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
  /** Of a plan that compares with `recent`: before which moment it looks, by target, and what was found. */
  readonly recent?: { readonly since: Readonly<Record<string, Instant>>; readonly found: Baseline }
  /** Of a plan that has guards of its own. */
  readonly guards?: PlanGuards
  /** Of a plan that has levels, once one was reached. */
  readonly levels?: Levels
  /** Of a plan with probes: the sides that were deployed. */
  readonly probing?: Probing
  /** Once a person was named whose word the adoption waits for. */
  readonly promotion?: Promotion
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
  /** A deploy whose version is there and has yet to start. */
  | {
      readonly status: 'starting'
      readonly attempt: number
      readonly since: Instant
      readonly outputs: Outputs
      readonly evidence: string
    }
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
  /** What it asks once its gates hold at its end. */
  readonly asked?: { readonly at: Instant; readonly items: Items; readonly late?: boolean }
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
  /** `because`: why it is not found out otherwise. */
  | { readonly status: 'left-to-person'; readonly who: string; readonly because?: string }
