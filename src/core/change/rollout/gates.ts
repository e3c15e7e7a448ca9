import type { Gate } from '../../judge/rule.ts'
import { afterInconclusive } from '../../judge/sequential/inconclusive.ts'
import type { Standing } from '../../judge/standing.ts'
import type { Instant } from '../../time/instant.ts'
import type { EventBody } from '../events/event.ts'
import { rollbackStarted } from '../rollback/rollback-started.ts'
import { undecidedWords } from '../state/cause-words.ts'
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

/** `since`: when its time was up. A gate that could not tell for as long as its plan bears; it is never a pass. */
export function gateUndecided(
  place: GatePlace,
  run: Run,
  { rule, target, judged, verdict }: Standing,
  { since, now, paused }: { readonly since: Instant; readonly now: Instant; readonly paused: boolean },
): readonly EventBody[] {
  if (rule.kind !== 'gate' || judged === null || verdict !== 'inconclusive') return []
  if (rule.inconclusive === undefined) return []
  const then = afterInconclusive(rule.inconclusive, { holdEnded: since, now })
  if (then === null || then === 'hold' || (then === 'pause' && paused)) return []
  const undecidedMs = rule.inconclusive.afterMs
  if (then === 'pause') return [{ type: 'paused', because: undecidedWords(rule.id, target, undecidedMs) }]
  const { evidence } = judged
  const cause = { cause: 'gate', rule: rule.id, target, evidence, undecidedMs } as const
  return [
    { type: 'gate-failed', ...place, rule: rule.id, target, evidence, undecidedMs },
    rollbackStarted(run, cause, { gradual: false, latch: false }),
  ]
}

/** When gates that cannot tell are waited for no longer, of a hold or bake that ends then. */
export const undecidedAt = (gates: readonly Gate[], end: Instant): readonly Instant[] =>
  gates.flatMap(({ inconclusive }) =>
    inconclusive === undefined || inconclusive.then === 'hold' ? [] : [end + inconclusive.afterMs],
  )

export function evidenceOf(gates: readonly Standing[]): readonly GateEvidence[] {
  return gates.flatMap(({ rule, target, judged }) =>
    judged === null ? [] : [{ gate: rule.id, target, evidence: judged.evidence }],
  )
}
