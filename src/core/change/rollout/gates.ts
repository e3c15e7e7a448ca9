import type { Standing } from '../../judge/standing.ts'
import type { EventBody } from '../events/event.ts'
import { rollbackStarted } from '../rollback/rollback-started.ts'
import type { GateEvidence, Run } from '../state/change.ts'

/** Where a gate stands: at a stage of a rollout, or at a bake. */
export type GatePlace = { readonly step: string; readonly stage?: number }

/** A gate that failed decides by its plan; none of one that only waits, for samples or for better figures. */
export function gateFailed(
  place: GatePlace,
  run: Run,
  { rule, target, judged, verdict }: Standing,
): readonly EventBody[] {
  if (rule.kind !== 'gate' || judged === null || verdict !== 'worse' || rule.otherwise === 'hold') return []
  const { evidence } = judged
  const failed: EventBody = { type: 'gate-failed', ...place, rule: rule.id, target, evidence }
  return rule.otherwise === 'pause'
    ? [failed, { type: 'paused', because: `gate ${rule.id} did not hold on ${target}` }]
    : [
        failed,
        rollbackStarted(
          run,
          { cause: 'gate', rule: rule.id, target, evidence },
          { gradual: false, latch: false },
        ),
      ]
}

export function evidenceOf(gates: readonly Standing[]): readonly GateEvidence[] {
  return gates.flatMap(({ rule, target, judged }) =>
    judged === null ? [] : [{ gate: rule.id, target, evidence: judged.evidence }],
  )
}
