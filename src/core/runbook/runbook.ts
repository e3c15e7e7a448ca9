import type { Gate, Guard } from '../judge/rule.ts'
import type { Level } from '../level/level.ts'
import type { Probe } from '../probe/probe.ts'
import type { Instant, Millis } from '../time/instant.ts'
import type { BasisPoints, Segment } from '../traffic/desired.ts'
import type { Act } from './act.ts'
import type { ChangeFacts } from './change-facts.ts'
import type { Item } from './checklist.ts'
import type { DrillMark } from './drill.ts'
import type { FollowUp } from './follow-up.ts'
import type { Lead, Phase } from './phase.ts'
import type { Reverts } from './reverts.ts'
import type { StepBase } from './step-base.ts'
import type { Scalar } from './value.ts'
import type {
  AdoptStep,
  ApproveStep,
  BakeStep,
  CaptureStep,
  ChecklistStep,
  ModeStep,
} from './waiting-steps.ts'
import type { WayDown } from './way-down.ts'

export type { Act } from './act.ts'
export type { Item, ItemCheck, ItemGate } from './checklist.ts'
export type { DrillMark } from './drill.ts'
export type { Lead, Phase, PhaseStart } from './phase.ts'
export type { LeftStep, RevertedTarget, Reverts, UnwatchedGuard } from './reverts.ts'
export type { Outputs, Scalar, Value } from './value.ts'
export type {
  AdoptStep,
  ApproveStep,
  BakeStep,
  CaptureStep,
  ChecklistStep,
  ModeStep,
} from './waiting-steps.ts'

/**
 * What a plan compiles to: immutable, content-hashed, with every input filled in and every duration divided by
 * the pace. A runbook names targets, signals and actions; only the binding knows how they are reached.
 */
export type Runbook = {
  readonly format: 1
  readonly plan: string
  readonly title: string
  readonly environment: string
  /** What is being released, as the operator named it; empty when the plan releases nothing. */
  readonly version: string
  readonly inputs: Readonly<Record<string, Scalar>>
  /** The plan's own durations were divided by this; 1 is real time. */
  readonly pace: number
  readonly window: Window | null
  /** Sorted: claims are taken in this order, so two changes cannot wait for each other. */
  readonly targets: readonly string[]
  readonly whenBusy: 'wait' | 'refuse' | 'supersede'
  /** In the plan's order; `after` says what must be done first. */
  readonly steps: readonly Step[]
  readonly accept: readonly Item[]
  /** What is owed after its end. */
  readonly followUps?: readonly FollowUp[]
  /** It takes another change back. */
  readonly reverts?: Reverts
  /** It rehearses the rollback of its plan. */
  readonly drill?: DrillMark
  /** Its own rollback, beside closing and undoing. */
  readonly wayDown?: WayDown
  /** In the plan's order. Absent: all steps are one phase, at T. */
  readonly phases?: readonly Phase[]
  /** Who answers for a part of the change, by what the plan calls them. */
  readonly leads?: Readonly<Record<string, Lead>>
  /** How those who carry it out are reached, by what the plan calls it. */
  readonly contacts?: Readonly<Record<string, string>>
  /** What people read about it. */
  readonly change?: ChangeFacts
  /** Who keeps the plan, and who reviews it. */
  readonly owner?: string
  readonly reviewers?: readonly string[]
  /** They watch from the first request that may reach a canary until it is adopted. */
  readonly guards?: readonly Guard[]
  /** Shown and told where guards watch; they decide nothing. */
  readonly levels?: readonly Level[]
  /** What each side is asked that the change deploys, from its deploy on; the startup first. */
  readonly probes?: readonly Probe[]
}

/** Half-open: open at `start`, closed at `start + duration`. A null start opens at once. */
export type Window = {
  readonly start: Instant | null
  readonly durationMs: Millis
  /** What a change does that is still running at the end: never count as success. */
  readonly atEnd: 'hold' | 'rollback'
}

export type StepId = string
export type Step =
  | EffectStep
  | RolloutStep
  | CaptureStep
  | BakeStep
  | AdoptStep
  | ChecklistStep
  | ApproveStep
  | ModeStep

export type EffectStep = StepBase & {
  readonly kind: 'effect'
  readonly act: Act
  readonly timeLimitMs: Millis
  /** 1 means no retry. */
  readonly attempts: number
  readonly backoffMs: Millis
  /** After an unknown outcome: repeat it, ask `check`, or ask a person. */
  readonly unknown:
    | { readonly ask: 'repeat' }
    | { readonly ask: 'check'; readonly check: Act }
    | { readonly ask: 'person' }
  readonly onFailure: 'rollback' | 'pause' | 'continue'
  readonly undo: Undo
  /** Undo of this step and of everything before it is skipped once it has begun; traffic is closed all the same. */
  readonly pointOfNoReturn: boolean
}

export type RolloutStep = StepBase & {
  readonly kind: 'rollout'
  readonly targets: readonly string[]
  readonly stages: readonly Stage[]
  readonly gates: readonly Gate[]
  readonly guards: readonly Guard[]
  /** After the last hold the canary becomes stable. */
  readonly adopt: boolean
  /** With `adopt` false: after the last hold the canary stays where it is, until an adopt step takes it. */
  readonly adoptLater?: true
  readonly headerOverride: boolean
  /** A flag that follows the acknowledged weight, in per cent. */
  readonly weightFlag?: string
  /** How a gradual rollback goes down; each step is a weight of a stage already passed. */
  readonly descendHoldMs: Millis
}

export type Stage = {
  readonly weight: BasisPoints
  readonly holdMs: Millis
  readonly segments: readonly Segment[]
  /** Beside those of the rollout. */
  readonly gates?: readonly Gate[]
  /** What people and evidence have to say after the hold, before the next weight. */
  readonly checklist?: readonly Item[]
}

export type Undo =
  | { readonly undo: 'act'; readonly act: Act; readonly timeLimitMs: Millis; readonly attempts: number }
  | { readonly undo: 'none'; readonly because: string }
