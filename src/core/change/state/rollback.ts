import type { Actor } from '../../access/actor.ts'
import type { Evidence } from '../../judge/verdict.ts'
import type { StepId } from '../../runbook/runbook.ts'
import type { Instant, Millis } from '../../time/instant.ts'
import type { BasisPoints } from '../../traffic/desired.ts'
import type { ChangeId } from './change-id.ts'

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
  | {
      readonly cause: 'gate'
      readonly rule: string
      readonly target: string
      readonly evidence: Evidence
      /** It did not fail: for so long after its time it could not tell. */
      readonly undecidedMs?: Millis
    }
  /** A gate asked whether an incident is open, and one was. `item`: of which stage or bake, as `STEP@STAGE/ITEM`. */
  | { readonly cause: 'incident'; readonly item: string; readonly because: string }
  | {
      readonly cause: 'no-data'
      readonly rule: string
      readonly target: string
      readonly since: Instant
      /** What the source said of itself; left out when it said nothing. */
      readonly because?: string
    }
  /** A live or critical one, or the startup of a side whose deploy was over. */
  | { readonly cause: 'probe'; readonly probe: string; readonly target: string; readonly because: string }
  | { readonly cause: 'step'; readonly step: StepId; readonly reason: string }
  | { readonly cause: 'overrun'; readonly endedAt: Instant }
  | { readonly cause: 'latched'; readonly target: string }
  /** The change is a drill, and its canary has had traffic since `from`. What it had answered by then, by target. */
  | {
      readonly cause: 'drill'
      readonly from: Instant
      readonly answered: Readonly<Record<string, number>>
    }
  /** Its window had passed before it could open. */
  | { readonly cause: 'missed'; readonly endedAt: Instant }
