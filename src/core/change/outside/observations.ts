import type { HeldFlag } from '../../flag/lock/held-flag.ts'
import type { Judged } from '../../judge/verdict.ts'
import type { SideStates } from '../../probe/side.ts'
import type { Outputs } from '../../runbook/runbook.ts'
import type { Instant } from '../../time/instant.ts'
import type { BasisPoints, Desired } from '../../traffic/desired.ts'
import type { KeptBaseline } from '../state/baseline.ts'
import type { DrillProof } from '../state/beside.ts'
import type { Change, ChangeId } from '../state/change.ts'

/** Everything about the outside that a turn may know. All of it was read in the tick's own transaction. */
export type Observations = {
  /** Other changes that hold a target of this one. */
  readonly heldBy: readonly ChangeId[]
  readonly traffic: Readonly<Record<string, TrafficObserved>>
  readonly judged: readonly Judged[]
  /** What the deployed sides have answered; of a plan with probes. */
  readonly probed?: readonly Probed[]
  /** The locked flags of this change's targets; only while one of its steps has yet to set flags. */
  readonly heldFlags: readonly HeldFlag[]
  /** Answers to effects since the last tick. */
  readonly answers: readonly EffectAnswer[]
  /** When this process took the work over: a gate needs evidence later than that. */
  readonly takeover: Instant
  /** What earlier changes kept under the names that this one takes; only while it has yet to take them. */
  readonly kept?: Readonly<Record<string, KeptBaseline>>
  /** The newest drill that has proved this rollback, null where none has; only while a line of a checklist asks. */
  readonly drilled?: DrillProof | null
  /** All changes on its targets, itself among them; only of a revert that has not begun. */
  readonly history?: readonly Change[]
}

/** Of one target: what its deployed side has answered since `from`. */
export type Probed = { readonly target: string; readonly from: Instant; readonly states: SideStates }

export type TrafficObserved = {
  readonly desired: Desired
  /** Every live proxy has acknowledged exactly `desired`. */
  readonly settled: boolean
  /** The highest weight any proxy has; null when none has answered. */
  readonly observed: BasisPoints | null
  /**
   * While `desired` has a mode: writes that were let through before it, and are still under way at any live proxy. Null
   * while that is not known of one of them. A drain is over when `settled` and 0.
   */
  readonly writes: number | null
  /** Its mode is the word of somebody else, also where it is the same that this change had ordered. */
  readonly modeTaken?: true
}

/**
 * Which effect: a step, a checklist item (`accept:ID`), a step of the rollback (`rollback:ID`) or the flag of a rollout
 * (`weight:STEP`), or the incidents of a verification, which way, and the number of the attempt.
 */
export type EffectRef = {
  readonly item: string
  readonly direction: 'do' | 'check' | 'undo'
  readonly attempt: number
}

export type EffectAnswer = { readonly ref: EffectRef } & Outcome

export type Outcome =
  | { readonly outcome: 'done'; readonly outputs: Outputs; readonly evidence: string }
  | { readonly outcome: 'failed'; readonly reason: string; readonly output?: string }
  | { readonly outcome: 'stopped' }
  /** `output`: what a command printed, its beginning and its end; bounded and redacted. */
  | { readonly outcome: 'unknown'; readonly reason: string; readonly output?: string }

/** Unique within a change. */
export function keyOf(ref: EffectRef): string {
  return `${ref.item}/${ref.direction}/${ref.attempt}`
}
/**
 * The idempotency key that is handed to whatever is called. After a database was restored into the past, the ids of
 * changes begin again where the backup ends; what was done for a former change of that id was not done for this one.
 */
export function callKey({ id, requestedAt }: Pick<Change, 'id' | 'requestedAt'>, ref: EffectRef): string {
  return `${id}/${keyOf(ref)}@${requestedAt.toString(36)}`
}
export const acceptItem = (id: string): string => `accept:${id}`
export const weightItem = (step: string): string => `weight:${step}`
/** Whether an incident is open at the end of a verification. */
export const INCIDENTS_ITEM = 'verification:incidents'
export const backItem = (id: string): string => `rollback:${id}`
