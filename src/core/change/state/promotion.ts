import type { StepId } from '../../runbook/runbook.ts'
import type { Instant } from '../../time/instant.ts'
import type { Decided } from './items.ts'

/** A person was named who has to approve before the canary is adopted: `promote --manual --approver NAME`. */
export type Promotion = {
  readonly approver: string
  /** What adopts: an adopt step, or a rollout. */
  readonly step: StepId
  /** An approval of the plan before it, in which the person speaks for this part of the change. */
  readonly seat?: { readonly step: StepId; readonly lead: string }
  /** Everything else was through, and the person was asked; null: not yet, or asked by the approval of the plan. */
  readonly askedAt: Instant | null
  readonly word: Decided | null
}
