import type { JudgeState } from '../../judge/observe.ts'
import { comparesWithStable, isRelative, type Rule } from '../../judge/rule.ts'
import type { Judged } from '../../judge/verdict.ts'
import { captureRule } from '../../runbook/capture-rule.ts'
import type { SignalShape } from '../../signal/shape.ts'
import type { Instant, Millis } from '../../time/instant.ts'
import { itemWatches } from '../items/item-watches.ts'
import { baselineOf } from '../state/baseline.ts'
import type { Change, Failed, Paused, RolledBack, RollingBack, Run, Running } from '../state/change.ts'
import { guardWatches, PLAN } from './plan-guards.ts'
import { rulesAt } from './rolling.ts'
import { silenceKey } from './silence.ts'
import { watchedFrom } from './standing.ts'

/** A rule that somebody has to measure now, on one target. */
export type Watch = {
  /** Of the judge row: `step/rule@target`. */
  readonly key: string
  /** `PLAN` of a guard of the plan. */
  readonly step: string
  readonly rule: Rule
  readonly target: string
  /** Left out: the canary, beside stable. */
  readonly slot?: 'stable'
  /** A new hold begins a new watch for its gates; a guard's watch lasts as long as the rollout. */
  readonly from: Instant
  /** From when on a word has to be for it to count; left out: the end of the hold. */
  readonly since?: Instant
  /** What the rule's bound refers to, where the change knows it: `baseline` or `recent`. */
  readonly reference?: number
}

/**
 * Pauses, waits for evidence and overruns keep watching; before and after a rollout only rules of checklists are
 * watched. On a gradual way down only the guards watch; after a rollback its verification does.
 */
export function watchesOf(change: Change): readonly Watch[] {
  if (change.status === 'rolled-back' || change.status === 'failed') return verificationOf(change)
  const goesDown = change.status === 'rolling-back' && change.back.traffic.traffic === 'descending'
  if (change.status === 'preparing')
    return withBaseline([...ofCaptures(change), ...itemWatches(change)], change.run)
  if (change.status !== 'running' && change.status !== 'paused' && !goesDown) return []
  const moved = [...ofPlan(change), ...ofRollouts(change, goesDown)]
  const all =
    change.status === 'rolling-back'
      ? moved
      : [...moved, ...ofCaptures(change), ...ofBakes(change), ...itemWatches(change)]
  return withBaseline(all, change.run)
}

/** Whatever compares with the baseline is told what that is. */
function withBaseline(watches: readonly Watch[], { baseline }: Run): readonly Watch[] {
  return watches.map((watch) => {
    const { bound, signal } = watch.rule
    if (!isRelative(bound) || bound.of !== 'baseline') return watch
    const reference = baselineOf(baseline, signal, watch.target)
    return reference === null ? watch : { ...watch, reference }
  })
}

/** What serves everyone, over the span before the moment at which the capture began. */
function ofCaptures({ runbook, run }: Pick<Running, 'runbook' | 'run'>): readonly Watch[] {
  return runbook.steps.flatMap((step) => {
    const progress = run.steps[step.id]
    if (step.kind !== 'capture' || progress?.status !== 'capturing') return []
    const { since } = progress
    return step.signals.flatMap((signal) =>
      step.targets.map((target): Watch => {
        const rule = captureRule(signal)
        const key = `${step.id}/${silenceKey(rule.id, target)}`
        return { key, step: step.id, rule, target, slot: 'stable', from: since - step.spanMs, since }
      }),
    )
  })
}

type Watched = Running | Paused | RollingBack

function ofPlan({ runbook, run }: Watched): readonly Watch[] {
  return guardWatches(runbook, run).map(({ rule, target, slot, from }) => ({
    key: `${PLAN}/${silenceKey(rule.id, target)}`,
    step: PLAN,
    rule,
    target,
    from,
    ...(slot === 'stable' ? { slot } : {}),
  }))
}

function ofBakes({ runbook, run }: Watched): readonly Watch[] {
  return runbook.steps.flatMap((step) => {
    const progress = run.steps[step.id]
    if (step.kind !== 'bake' || progress?.status !== 'baking') return []
    const { from, slots } = progress
    return step.gates
      .filter((rule) => !comparesWithStable(rule))
      .flatMap((rule) =>
        step.targets.map((target) => {
          const watch = {
            key: `${step.id}/${silenceKey(rule.id, target)}`,
            step: step.id,
            rule,
            target,
            from,
          }
          return slots[target] === 'stable' ? { ...watch, slot: 'stable' as const } : watch
        }),
      )
  })
}

function ofRollouts(change: Watched, goesDown: boolean): readonly Watch[] {
  return change.runbook.steps.flatMap((step) => {
    const progress = change.run.steps[step.id]
    if (step.kind !== 'rollout' || progress?.status !== 'rolling') return []
    const rules = rulesAt(step, progress.rollout.stage).filter(({ kind }) => kind === 'guard' || !goesDown)
    return rules.flatMap((rule) => {
      const from = watchedFrom(rule, progress.rollout)
      if (from === null) return []
      return step.targets.map((target) => ({
        key: `${step.id}/${silenceKey(rule.id, target)}`,
        step: step.id,
        rule,
        target,
        from,
      }))
    })
  })
}

/** What the watches of a verification name in place of a step. */
export const VERIFICATION = 'rollback:verify'

/** On what serves everybody, from the end of the rollback on. */
function verificationOf({ runbook, beside }: RolledBack | Failed): readonly Watch[] {
  const verification = beside?.verification
  if (verification?.status !== 'watching') return []
  const { from, stable } = verification
  return (runbook.wayDown?.verify?.gates ?? []).flatMap((rule) =>
    Object.keys(stable).map((target) => {
      const key = `${VERIFICATION}/${silenceKey(rule.id, target)}`
      return { key, step: VERIFICATION, rule, target, slot: 'stable' as const, from }
    }),
  )
}

/** What the bound of a watch refers to, besides stable; none where it refers to nothing, or that is not known. */
export function referenceOf(
  { rule: { bound }, reference }: Watch,
  slo: number | null,
): { readonly reference?: number } {
  const number = isRelative(bound) && bound.of === 'slo' ? slo : (reference ?? null)
  return number === null ? {} : { reference: number }
}

/** The judge's word on a watch, as a turn wants to hear it, with what the numbers of its signal are. */
export function judgedBy(
  { step, rule, target, from }: Watch,
  state: JudgeState,
  shape: SignalShape | null,
  intervalMs: Millis,
  lagMs: Millis = 0,
): Judged {
  const { verdict, watermark, measuredUntil, gaps, trueSince } = state
  const evidence = shape === null ? state.evidence : { ...state.evidence, shape }
  const judged = {
    step,
    rule: rule.id,
    target,
    verdict,
    from,
    watermark,
    measuredUntil,
    intervalMs,
    evidence,
  }
  const counting = rule.kind === 'guard' && rule.form.form === 'for' && verdict !== 'worse'
  return {
    ...judged,
    ...(lagMs === 0 ? {} : { lagMs }),
    ...(gaps === undefined ? {} : { gaps }),
    ...(counting && trueSince !== null ? { trueSince } : {}),
  }
}
