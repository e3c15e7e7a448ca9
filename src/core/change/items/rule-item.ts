import { type Gate, ownSpan } from '../../judge/rule.ts'
import { type Standing, standingOf } from '../../judge/standing.ts'
import { formatMeasure } from '../../judge/words.ts'
import type { Runbook } from '../../runbook/runbook.ts'
import { formatInstant, type Instant, type Millis } from '../../time/instant.ts'
import type { Slot } from '../../traffic/desired.ts'
import type { Observations } from '../outside/observations.ts'
import { isLeftOpen } from '../rollback/adopted.ts'
import type { Run } from '../state/change.ts'
import type { Found } from './evidence.ts'

/** A rule of a checklist that somebody has to measure now, on one target. */
export type ItemWatch = {
  /** Stands for the step in what the judge says. */
  readonly name: string
  readonly slot: Slot
  /** It looks back over its own span at once: what was before it was asked counts. */
  readonly from: Instant
}

export function itemWatch(
  ref: string,
  rule: Gate,
  target: string,
  since: Instant,
  run: Run,
  runbook: Pick<Runbook, 'steps'>,
): ItemWatch {
  const slot = slotOf(target, run, runbook)
  return { name: slot === 'canary' ? `${ref}:canary` : ref, slot, from: since - spanOf(rule) }
}

/** What is released, while it has traffic of its own; else what everyone gets. */
function slotOf(target: string, run: Run, { steps }: Pick<Runbook, 'steps'>): Slot {
  const isOut = steps.some((step) => {
    if (step.kind !== 'rollout' || !step.targets.includes(target)) return false
    const progress = run.steps[step.id]
    if (progress?.status === 'rolling') return progress.rollout.phase.phase !== 'adopting'
    return isLeftOpen(step, run, { steps })
  })
  return isOut ? 'canary' : 'stable'
}

function spanOf({ form }: Gate): Millis {
  return form.form === 'for' ? Math.max(form.ms, form.lookbackMs) : (ownSpan(form) ?? 0)
}

/** Null while there is no word that reaches the moment at which it was asked, nor a silence that is too long. */
export function ruleHolds(
  ref: string,
  { rule, targets }: { readonly rule: Gate; readonly targets: readonly string[] },
  since: Instant,
  run: Run,
  runbook: Pick<Runbook, 'steps'>,
  { now, seen }: { readonly now: Instant; readonly seen: Observations },
): Found | null {
  if (targets.length === 0) return { holds: false, evidence: 'the plan has no target to measure it on' }
  const reached = Math.max(since, seen.takeover)
  const all = targets.map((target) => {
    const { name, from } = itemWatch(ref, rule, target, since, run, runbook)
    return standingOf(name, rule, target, from, seen.judged, now, reached)
  })
  const silent = all.filter(({ silentSince }) => silentSince !== null)
  if (silent.length > 0) return { holds: false, evidence: silent.map(noData).join('; ') }
  if (!all.every(({ judged }) => judged !== null && judged.watermark >= reached)) return null
  if (all.some(({ verdict }) => verdict === 'inconclusive' || verdict === 'no-data')) return null
  return {
    holds: all.every(({ verdict }) => verdict === 'no-worse'),
    evidence: all
      .map(({ target, judged }) => (judged === null ? target : `${target} ${formatMeasure(judged.evidence)}`))
      .join('; '),
  }
}

const noData = ({ target, silentSince }: Standing): string =>
  `no data for ${target}${silentSince === null ? '' : ` since ${formatInstant(silentSince)}`}`
