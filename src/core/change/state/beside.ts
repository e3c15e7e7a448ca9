import type { Instant } from '../../time/instant.ts'
import type { Side, Slot } from '../../traffic/desired.ts'
import type { ChangeId } from './change-id.ts'
import type { GateEvidence } from './gate-evidence.ts'

/** Records beside a change that has ended. The change itself is what it was when it ended. */
export type Beside = {
  /** Whether all is well after a rollback. */
  readonly verification?: Verification
  /** What a drill came to. */
  readonly drill?: DrillEnd
}

export type DrillEnd = {
  readonly at: Instant
  /** The rollback kept its limits, requests were there, and none of them failed. */
  readonly proven: boolean
  /** Why it proves nothing: a sentence each. */
  readonly because: readonly string[]
  readonly counted: readonly DrillCount[]
}

/** The newest drill that has proved the rollback of a plan. */
export type DrillProof = { readonly change: ChangeId; readonly at: Instant }

/** The requests of one slot from the moment its canary had traffic until the rollback was over. */
export type DrillCount = {
  readonly target: string
  readonly slot: Slot
  readonly requests: number
  readonly failed: number
}

export type IncidentsAsked =
  | { readonly is: 'asked' }
  | { readonly is: 'answered'; readonly outcome: 'passed' | 'failed' | 'unknown'; readonly words: string }

export type Verification =
  | {
      readonly status: 'watching'
      readonly from: Instant
      readonly until: Instant
      /** Which side served everybody when it began: once that is another one, it is not what was rolled back to. */
      readonly stable: Readonly<Record<string, Side>>
      /** Its time is up, and whether an incident is open was asked; absent: not yet. */
      readonly incidents?: IncidentsAsked
    }
  | {
      readonly status: 'passed' | 'failed' | 'inconclusive'
      readonly from: Instant
      readonly at: Instant
      readonly gates: readonly GateEvidence[]
      /** Why it is inconclusive, or which incident is open; null otherwise. */
      readonly because: string | null
      /** A person was paged again because nobody had answered; null until then. */
      readonly remindedAt: Instant | null
      /** A person has seen to it. */
      readonly settled: { readonly by: string; readonly at: Instant; readonly because: string } | null
    }
