import type { Run } from '../../core/change/state/change.ts'
import type { RolloutStep } from '../../core/runbook/runbook.ts'
import { maybe, type Shown } from '../shown/instant.ts'

/** A flag that follows the weight of a rollout, and never runs ahead of it. */
export type WeightFlagView = {
  readonly flag: string
  /** `to-come`: no hold has begun, so nobody has set it. */
  readonly status: 'to-come' | 'setting' | 'set' | 'retrying' | 'failed'
  /** What it was last told, in per cent; null while it was told nothing. */
  readonly percent: number | null
  /** Why it could not be set. */
  readonly reason: string | null
  readonly retryAt: Shown | null
}

export function viewWeightFlag(
  { id, weightFlag: flag }: RolloutStep,
  run: Run | null,
): WeightFlagView | null {
  if (flag === undefined) return null
  const known = run?.weightFlags?.[id]
  if (known === undefined) return { flag, status: 'to-come', percent: null, reason: null, retryAt: null }
  const { status, percent } = known
  return {
    flag,
    status,
    percent,
    reason: 'reason' in known ? known.reason : null,
    retryAt: maybe('retryAt' in known ? known.retryAt : null),
  }
}
