import type { Gate } from '../judge/rule.ts'
import type { Millis } from '../time/instant.ts'
import type { Item } from './checklist.ts'
import type { StepBase } from './step-base.ts'

/** Steps that do nothing by themselves and last until something is so: time, evidence, proxies, or a person's word. */

/** Blocks until each of its items passes. */
export type ChecklistStep = StepBase & { readonly kind: 'checklist'; readonly items: readonly Item[] }

/** A decision of people that is kept. */
export type ApproveStep = StepBase & {
  readonly kind: 'approve'
  /** What is decided, such as `go-no-go`. */
  readonly decision: string
  /** Leads of the runbook; each of their people counts once. */
  readonly by: readonly string[]
  /** How many of them have to approve. */
  readonly quorum: number
  /** Absent: it waits without limit. */
  readonly timeLimitMs?: Millis
  readonly onFailure: 'rollback' | 'pause' | 'continue'
}

/** Rules without moving traffic. Its end needs all gates. */
export type BakeStep = StepBase & {
  readonly kind: 'bake'
  readonly forMs: Millis
  /** How often what it sees is reported and its gates are asked; absent: at its end. */
  readonly everyMs?: Millis
  readonly gates: readonly Gate[]
  /** What is asked once the gates hold at its end. */
  readonly checklist?: readonly Item[]
  readonly targets: readonly string[]
}

/** The canary of a rollout with `adopt: later` becomes stable. */
export type AdoptStep = StepBase & {
  readonly kind: 'adopt'
  readonly targets: readonly string[]
  /** The rollouts that it ends. */
  readonly rollouts: readonly string[]
}

/** Numbers that `baseline` means from here on. */
export type CaptureStep = StepBase & {
  readonly kind: 'capture'
  readonly targets: readonly string[]
  /** What is measured: every signal that a rule compares with `baseline` and nobody stated. */
  readonly signals: readonly string[]
  /** How far it looks back. */
  readonly spanMs: Millis
  /** Numbers that the plan gives, in the scale of their signals. */
  readonly stated: Readonly<Record<string, number>>
  /** Signals that follow the hour: read at each evaluation from the same moment a week earlier. */
  readonly lastWeek: readonly string[]
  /** Under which name it is kept for later changes; absent: for this change alone. */
  readonly name?: string
  /** Nothing is measured: the numbers are those that an earlier change has kept under this name. */
  readonly kept?: string
}

/** What users may do on targets, and what they are told: two switches, one step. */
export type ModeStep = StepBase & {
  readonly kind: 'mode'
  readonly targets: readonly string[]
  /** Absent: stays as it is. */
  readonly traffic?: 'normal' | 'read-only' | 'maintenance'
  /** Absent: stays as it is. Empty: none. */
  readonly banner?: string
  /** How long requests that write may go on after `read-only` or `maintenance`; then the step fails. */
  readonly drainMs?: Millis
  readonly onFailure: 'rollback' | 'pause' | 'continue'
}
