import type { Actor } from '../../access/actor.ts'
import type { Evidence } from '../../judge/verdict.ts'
import type { Act, Outputs, Runbook, StepId } from '../../runbook/runbook.ts'
import type { Instant } from '../../time/instant.ts'
import type { BasisPoints, Side } from '../../traffic/desired.ts'
import type { Cause, ChangeId, GateEvidence } from '../state/change.ts'

/** What happened to a change, as its journal stream keeps it. Replaying the stream gives the state. */
export type ChangeEvent = { readonly at: Instant; readonly by: Actor } & EventBody
export type EventType = EventBody['type']

export type EventBody =
  // before running
  | { readonly type: 'drafted'; readonly id: ChangeId; readonly runbook: Runbook }
  | { readonly type: 'requested'; readonly needed: number }
  | { readonly type: 'edited'; readonly runbook: Runbook }
  | { readonly type: 'approved'; readonly name: string }
  | { readonly type: 'rejected'; readonly because: string }
  | { readonly type: 'approval-withdrawn'; readonly because: string }
  | { readonly type: 'scheduled'; readonly start: Instant | null; readonly end: Instant | null }
  | { readonly type: 'opening-blocked'; readonly because: string }
  | { readonly type: 'opening-unblocked' }
  | { readonly type: 'waiting-for-targets'; readonly heldBy: readonly ChangeId[] }
  | { readonly type: 'superseding'; readonly heldBy: readonly ChangeId[] }
  | { readonly type: 'cancelled'; readonly because: string }
  | { readonly type: 'expired' }
  | { readonly type: 'missed' }
  // the window
  | { readonly type: 'window-opened'; readonly endsAt: Instant | null; readonly lateMs: number }
  | { readonly type: 'window-extended'; readonly endsAt: Instant; readonly because: string }
  | { readonly type: 'window-overrun' }
  | { readonly type: 'window-closed' }
  // running
  | { readonly type: 'paused'; readonly because: string }
  | { readonly type: 'resumed' }
  | { readonly type: 'step-started'; readonly step: StepId; readonly attempt: number; readonly act: Act }
  | {
      readonly type: 'step-done'
      readonly step: StepId
      readonly outputs: Outputs
      readonly evidence: string
    }
  | {
      readonly type: 'step-failed'
      readonly step: StepId
      readonly attempt: number
      readonly reason: string
      readonly retryAt: Instant | null
      readonly goOn: boolean
    }
  | { readonly type: 'step-stopped'; readonly step: StepId }
  | {
      readonly type: 'step-unknown'
      readonly step: StepId
      readonly attempt: number
      readonly reason: string
      readonly ask: 'check' | 'person'
    }
  | {
      readonly type: 'doubt-settled'
      readonly step: StepId
      readonly as: 'done' | 'failed' | 'repeat'
      readonly because: string
    }
  // rollout
  | {
      readonly type: 'stage-entered'
      readonly step: StepId
      readonly stage: number
      readonly weight: BasisPoints
      readonly targets: readonly string[]
    }
  | { readonly type: 'hold-started'; readonly step: StepId; readonly stage: number }
  /** The hold's time is up, and these gates neither let the rollout go on nor send it back. */
  | {
      readonly type: 'hold-prolonged'
      readonly step: StepId
      readonly stage: number
      readonly gates: readonly GateEvidence[]
    }
  | { readonly type: 'move-unacknowledged'; readonly step: StepId; readonly targets: readonly string[] }
  | {
      readonly type: 'hold-restarted'
      readonly step: StepId
      readonly stage: number
      readonly target: string
      readonly observed: BasisPoints | null
    }
  /** One word for all that fell silent together; a person is woken by the first only. */
  | {
      readonly type: 'evidence-missing'
      readonly step: StepId
      readonly missing: readonly Silent[]
      readonly first: boolean
    }
  | { readonly type: 'evidence-returned'; readonly step: StepId; readonly returned: readonly RuleOnTarget[] }
  | {
      readonly type: 'promoted'
      readonly step: StepId
      readonly stage: number
      readonly all: boolean
      readonly override: string | null
    }
  | {
      readonly type: 'stage-passed'
      readonly step: StepId
      readonly stage: number
      readonly gates: readonly GateEvidence[]
    }
  | {
      readonly type: 'gate-failed'
      readonly step: StepId
      readonly stage: number
      readonly rule: string
      readonly target: string
      readonly evidence: Evidence
    }
  | {
      readonly type: 'guard-tripped'
      readonly step: StepId
      readonly stage: number
      readonly rule: string
      readonly target: string
      readonly evidence: Evidence
    }
  | { readonly type: 'adopting'; readonly step: StepId; readonly was: Readonly<Record<string, Side>> }
  | { readonly type: 'adopted'; readonly step: StepId; readonly targets: readonly string[] }
  // acceptance
  | {
      readonly type: 'acceptance-started'
      readonly item: string
      readonly attempt: number
      readonly act: Act
    }
  | { readonly type: 'acceptance-passed'; readonly item: string; readonly evidence: string }
  | {
      readonly type: 'acceptance-failed'
      readonly item: string
      readonly attempt: number
      readonly evidence: string
    }
  | { readonly type: 'acceptance-left-to-person'; readonly item: string; readonly who: string }
  // rollback
  | {
      readonly type: 'rollback-started'
      readonly cause: Cause
      readonly gradual: boolean
      readonly latch: boolean
      readonly undo: readonly StepId[]
    }
  | { readonly type: 'rollback-hastened'; readonly latch: boolean }
  | { readonly type: 'descended'; readonly weight: BasisPoints; readonly targets: readonly string[] }
  | { readonly type: 'traffic-closing'; readonly targets: readonly string[]; readonly latch: boolean }
  | { readonly type: 'traffic-closed'; readonly targets: readonly string[] }
  | { readonly type: 'close-unacknowledged'; readonly targets: readonly string[] }
  | { readonly type: 'undo-started'; readonly step: StepId; readonly attempt: number; readonly act: Act }
  | { readonly type: 'undo-done'; readonly step: StepId; readonly evidence: string }
  | {
      readonly type: 'undo-failed'
      readonly step: StepId
      readonly attempt: number
      readonly reason: string
      readonly final: boolean
    }
  | {
      readonly type: 'undo-skipped'
      readonly step: StepId
      readonly because: string
      readonly harmless: boolean
    }
  // the end
  | { readonly type: 'succeeded' }
  | { readonly type: 'rolled-back' }
  | { readonly type: 'failed'; readonly notUndone: readonly StepId[] }

export type RuleOnTarget = { readonly rule: string; readonly target: string }
/** `because` in the source's own words, where it said why. */
export type Silent = RuleOnTarget & { readonly since: Instant; readonly because?: string }
