import { formatMeasure } from '../../judge/words.ts'
import type { ItemCheck, Runbook } from '../../runbook/runbook.ts'
import { matchesName } from '../events/event-name.ts'
import type { Run } from '../state/change.ts'

/** What the change itself knows of a check. No data is no success, and says so. */
export type Found = { readonly holds: boolean; readonly evidence: string }

export function announced(names: readonly string[], run: Run): Found {
  const missing = names.filter((pattern) => !run.announced.some((name) => matchesName(pattern, name)))
  if (missing.length > 0) return { holds: false, evidence: `never announced: ${missing.join(', ')}` }
  const covered = run.announced.filter((name) => names.some((pattern) => matchesName(pattern, name)))
  return { holds: true, evidence: `announced: ${covered.join(', ')}` }
}

/**
 * The evidence is what the gate saw over the last stage's hold; a stage that a person ended early did not hold in
 * full.
 */
export function heldOverLastStage(
  { rollout, gate }: Pick<Extract<ItemCheck, { check: 'held' }>, 'rollout' | 'gate'>,
  run: Run,
  { steps }: Pick<Runbook, 'steps'>,
): Found {
  const failed = (evidence: string): Found => ({ holds: false, evidence })
  const progress = run.steps[rollout]
  const step = steps.find(({ id }) => id === rollout)
  if (step?.kind !== 'rollout' || progress?.status !== 'done' || progress.rollout === undefined)
    return failed('the rollout did not finish')
  const last = progress.rollout.passed.at(-1)
  const seen = last?.gates.filter((g) => g.gate === gate) ?? []
  if (last === undefined || seen.length === 0) return failed('the gate was never judged on the last stage')
  const evidence = seen.map((g) => `${g.target} ${formatMeasure(g.evidence)}`).join('; ')
  if (last.promotedBy !== null && last.to - last.from < (step.stages[last.stage]?.holdMs ?? 0))
    return failed(`a person ended the hold early; until then ${evidence}`)
  return { holds: true, evidence }
}
