import type { JudgeState } from '../../judge/observe.ts'
import { comparesWithStable, isRelative, type Rule } from '../../judge/rule.ts'
import { shapeByRules } from '../../judge/rule-shape.ts'
import { shareOf } from '../../judge/sequential/confidence.ts'
import type { Share, TestFacts } from '../../judge/tested.ts'
import type { Judged } from '../../judge/verdict.ts'
import { type Level, ruleOfLevel } from '../../level/level.ts'
import { captureRule } from '../../runbook/capture-rule.ts'
import { rulesOf } from '../../runbook/rules-of.ts'
import type { Runbook } from '../../runbook/runbook.ts'
import type { SignalShape } from '../../signal/shape.ts'
import type { Instant, Millis } from '../../time/instant.ts'
import { FULL } from '../../traffic/desired.ts'
import { drillWatches } from '../drilling/drill-watches.ts'
import { itemWatches } from '../items/item-watches.ts'
import { baselineOf } from '../state/baseline.ts'
import type {
  Change,
  Failed,
  Paused,
  RolledBack,
  RollingBack,
  Run,
  Running,
  Status,
} from '../state/change.ts'
import { guardWatches, PLAN } from './plan-guards.ts'
import { LEVEL, levelWatches } from './plan-levels.ts'
import { RECENT, recentWatches } from './recent.ts'
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
  /** What it refers to is read a week before each evaluation, on the whole target. */
  readonly lastWeek?: true
  /** Of what is measured for a level of the plan. */
  readonly level?: Level
  /** Of a rule that tests: its share of the change's error, 0..1. */
  readonly alpha?: number
  /** Of such a rule: what share of the public the canary had, and when. */
  readonly shares?: readonly Share[]
}

/** In which a change may have something to measure, besides one whose rollback is verified. */
export const WATCHED_IN: readonly Status[] = ['preparing', 'running', 'paused', 'rolling-back']

/**
 * Pauses, waits for evidence and overruns keep watching; before and after a rollout only rules of checklists are
 * watched. On a gradual way down only the guards watch; after a rollback its verification does.
 */
export function watchesOf(change: Change): readonly Watch[] {
  if (change.status === 'rolled-back' || change.status === 'failed')
    return told([...verificationOf(change), ...ofDrill(change)], change)
  const goesDown = change.status === 'rolling-back' && change.back.traffic.traffic === 'descending'
  if (change.status === 'preparing') return told([...ofCaptures(change), ...itemWatches(change)], change)
  if (change.status === 'rolling-back' && !goesDown) return told(ofDrill(change), change)
  if (change.status !== 'running' && change.status !== 'paused' && !goesDown) return []
  const moved = [...ofPlan(change), ...ofRollouts(change, goesDown)]
  const all =
    change.status === 'rolling-back'
      ? moved
      : [
          ...moved,
          ...ofLevels(change),
          ...ofRecent(change),
          ...ofCaptures(change),
          ...ofBakes(change),
          ...itemWatches(change),
          ...ofDrill(change),
        ]
  return told(all, change)
}

const told = (watches: readonly Watch[], { runbook, run }: Pick<Running, 'runbook' | 'run'>) =>
  withTests(withReference(watches, run), runbook, run)

/** A confidence is the whole change's: all rules that test the same way share the error it leaves, on every target. */
function withTests(watches: readonly Watch[], runbook: Runbook, run: Run): readonly Watch[] {
  if (!watches.some(({ rule }) => rule.form.form === 'test')) return watches
  return watches.map((watch) => {
    const alpha = alphaIn(runbook, watch.rule)
    return alpha === null ? watch : { ...watch, alpha, shares: sharesOf(watch.target, runbook, run) }
  })
}

/** What a rule that tests may err by on each of its targets; null for all others. */
export function alphaIn(runbook: Runbook, { form, bound }: Rule): number | null {
  if (form.form !== 'test') return null
  const sharing = rulesOf(runbook).filter(({ rule }) => rule.bound.op === bound.op)
  const judged = sharing.reduce((sum, { targets }) => sum + targets.length, 0)
  return shareOf(form.confidence, judged)
}

/** What the canary of a target was asked to have while each stage of its rollout held. */
function sharesOf(target: string, { steps }: Runbook, run: Run): readonly Share[] {
  return steps.flatMap((step) => {
    const progress = run.steps[step.id]
    if (step.kind !== 'rollout' || !step.targets.includes(target) || progress?.status !== 'rolling') return []
    const { passed, phase, stage } = progress.rollout
    const share = (of: number) => (step.stages[of]?.weight ?? 0) / FULL
    const before = passed.map(({ stage: of, from, to }): Share => ({ from, to, share: share(of) }))
    return phase.phase === 'holding'
      ? [...before, { from: phase.from, to: null, share: share(stage) }]
      : before
  })
}

/** What compares with the baseline, or with what was recently, is told what that is. */
function withReference(watches: readonly Watch[], { baseline, recent }: Run): readonly Watch[] {
  return watches.map((watch) => {
    const { bound, signal } = watch.rule
    if (!isRelative(bound) || (bound.of !== 'baseline' && bound.of !== 'recent')) return watch
    const reference = baselineOf(bound.of === 'recent' ? recent?.found : baseline, signal, watch.target)
    if (reference === null) return watch
    return 'value' in reference ? { ...watch, reference: reference.value } : { ...watch, lastWeek: true }
  })
}

/** What serves everyone, over the hour before the first moved request. */
function ofRecent({ runbook, run }: Pick<Running, 'runbook' | 'run'>): readonly Watch[] {
  return recentWatches(runbook, run).map((watch) => ({
    ...watch,
    key: `${RECENT}/${silenceKey(watch.rule.id, watch.target)}`,
    step: RECENT,
    slot: 'stable',
  }))
}

/** What serves everyone, over the span before the moment at which the capture began. */
function ofCaptures({ runbook, run }: Pick<Running, 'runbook' | 'run'>): readonly Watch[] {
  return runbook.steps.flatMap((step) => {
    const progress = run.steps[step.id]
    if (step.kind !== 'capture' || progress?.status !== 'capturing' || step.kept !== undefined) return []
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

function ofLevels({ runbook, run }: Watched): readonly Watch[] {
  return levelWatches(runbook, run).map(({ level, target, slot, from }) => ({
    ...{
      key: `${LEVEL}/${silenceKey(level.id, target)}`,
      step: LEVEL,
      rule: ruleOfLevel(level),
      target,
      from,
      level,
    },
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

/** Its requests are counted on both sides of each target. */
const ofDrill = (change: Change): readonly Watch[] =>
  drillWatches(change).map(({ slot, ...watch }) => (slot === 'stable' ? { ...watch, slot } : watch))

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

/** What a rule that tests is told; of the others nothing. */
export function testFactsOf(
  { rule, alpha, shares = [] }: Watch,
  shape: SignalShape | null,
): { readonly test?: TestFacts } {
  if (alpha === undefined) return {}
  return { test: { alpha, direction: (shape ?? shapeByRules([rule])).direction, shares } }
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
