import type { ApproveStep } from '../../runbook/waiting-steps.ts'
import type { PlanApprove } from '../step/approve.ts'
import type { Arranged } from './arrange.ts'
import type { Whole } from './whole.ts'

export function compileApprove(
  { id, after }: Pick<Arranged, 'id' | 'after'>,
  { approve, by, quorum = 'all', timeLimit, onFailure = 'rollback', title }: PlanApprove,
  { setting }: Pick<Whole, 'setting'>,
): ApproveStep {
  return {
    kind: 'approve',
    id,
    title: title ?? `Decide on ${approve}`,
    after,
    decision: approve,
    by,
    quorum: quorum === 'all' ? by.length : quorum,
    ...(timeLimit === undefined ? {} : { timeLimitMs: setting.pace(timeLimit) }),
    onFailure,
  }
}
