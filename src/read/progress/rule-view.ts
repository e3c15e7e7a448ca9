import { gatesOf } from '../../core/change/rollout/rolling.ts'
import { silenceKey } from '../../core/change/rollout/silence.ts'
import { type Standing, standings } from '../../core/change/rollout/standing.ts'
import type { RolloutProgress } from '../../core/change/state/change.ts'
import type { Form, Guard, Rule } from '../../core/judge/rule.ts'
import { numbersOf, shapeByRules } from '../../core/judge/rule-shape.ts'
import type { Inconclusive } from '../../core/judge/sequential/inconclusive.ts'
import type { EachEvidence, Evidence, Judged, Verdict } from '../../core/judge/verdict.ts'
import {
  formatBound,
  formatConfidence,
  formatMeasure,
  formatResolved,
  formatSeries,
} from '../../core/judge/words.ts'
import type { RolloutStep } from '../../core/runbook/runbook.ts'
import type { SignalShape } from '../../core/signal/shape.ts'
import { formatValue } from '../../core/signal/unit.ts'
import { formatDuration } from '../../core/time/duration.ts'
import type { Instant } from '../../core/time/instant.ts'
import { instant, maybe, type Shown } from '../shown/instant.ts'
import type { Seen } from './seen.ts'

/** A gate or a guard with the numbers it is decided by, target by target. */
export type RuleView = {
  readonly id: string
  readonly kind: 'gate' | 'guard'
  readonly signal: string
  /** What its numbers are, and which way is worse. */
  readonly shape: SignalShape
  /** `at least 99.00 % over the hold`: a gate says what is good, a guard what is bad. */
  readonly wanted: string
  /** What follows: of a gate that does not hold, of a guard that trips. */
  readonly otherwise: 'hold' | Guard['then']
  /** Of a gate: how long after its time it may be unable to tell, and what follows then; null: it waits. */
  readonly inconclusive: Inconclusive | null
  readonly targets: readonly RuleOnTarget[]
}

export type RuleOnTarget = {
  readonly target: string
  /** Whether it is being measured now; a gate is only while a stage holds. */
  readonly watched: boolean
  /** `null` before the first word. */
  readonly verdict: Verdict | null
  readonly value: number | null
  /** The value as people read it: `99.94 %`, `182 ms`. */
  readonly shown: string | null
  /** `value` null: a range, or a reference that is not resolved. */
  readonly bound: { readonly op: string; readonly value: number | null }
  /** The numbers of the bound, resolved: a chart draws a line at each. */
  readonly limits: readonly number[]
  /**
   * What it refers to and what that was found to be: `at most 198 ms, baseline+10 %`; null where the plan says a
   * number.
   */
  readonly resolved: string | null
  readonly samples: number
  readonly minSamples: number
  readonly stable: { readonly value: number | null; readonly samples: number } | null
  /** Stable breaches the bound too: not the canary's fault alone. */
  readonly sharedIncident: boolean
  /** Of a rule that tests, once it has found something. */
  readonly test: TestView | null
  /** Of a rule that judges every series of a label: the numbers above are those of the worst. */
  readonly each: EachView | null
  /** Everything up to here has been seen. */
  readonly seenUpTo: Shown | null
  readonly silentSince: Shown | null
  /** Why its source could not be asked, in its own words; null while it can. */
  readonly unavailable: string | null
  readonly threat: Threat | null
}

export type EachView = {
  readonly label: string
  /** Whose numbers the rule shows; null while there is none. */
  readonly name: string | null
  /** `of 12: 1 worse, 11 fine`. */
  readonly summary: string
  /** All of them, the worst first. */
  readonly series: readonly SeriesView[]
}

export type SeriesView = {
  readonly name: string
  readonly verdict: Verdict
  readonly shown: string | null
  readonly samples: number
}

/** What the sequential judge has found, as people read and see it. */
export type TestView = {
  readonly sentence: string
  /** How much of the evidence that it needs there is, 0..1; at 1 it decides. */
  readonly evidence: number
  /** Canary to stable, with the ends of its always-valid 95 % interval; null where it is open. */
  readonly ratio: number | null
  readonly low: number | null
  readonly high: number | null
  /** The ratio that the rule compares with. */
  readonly bound: number
  /** Events of the canary beyond what it would have had at stable's rates. */
  readonly extra: number
}

/**
 * What follows by itself at that moment, unless it changes before: a guard's bound has been true for a part of its
 * `for`, or there has been no data for a part of the time that the plan bears.
 */
export type Threat = {
  readonly then: Guard['then']
  readonly at: Shown
  readonly because: 'bound' | 'no-data'
}

/** `progress` null: the rollout has not begun. */
export function viewRules(
  step: RolloutStep,
  progress: RolloutProgress | null,
  watched: boolean,
  { judged, shapeOf, now }: Pick<Seen, 'judged' | 'shapeOf' | 'now'>,
): readonly RuleView[] {
  // People are shown how long nothing was heard, whichever server it was that did not hear it.
  const live = progress === null || !watched ? [] : standings(step, progress, judged, now, 0)
  const last = (rule: Rule, target: string) => lastWord(step, rule, target, progress, judged)
  // Before it begins those of its first stage are told, and afterwards those of its last.
  const gates = gatesOf(step, progress?.stage ?? 0)
  return [...gates, ...step.guards].map((rule) =>
    viewRule(rule, step.targets, { live, last, missing: progress?.missing ?? {}, shapeOf }),
  )
}

/** What is known of a rule: while it watches, and its last word once it does not. */
export type KnownOfRule = Pick<Seen, 'shapeOf'> & {
  readonly live: readonly Standing[]
  last(rule: Rule, target: string): { readonly verdict: Verdict; readonly evidence: Evidence } | null
  /** By `rule@target`: since when the change counts it as silent. */
  readonly missing: Readonly<Record<string, Instant>>
}

export function viewRule(
  rule: Rule,
  targets: readonly string[],
  { live, last: lastOf, missing, shapeOf }: KnownOfRule,
): RuleView {
  const words = targets.map((target) => {
    const standing = live.find((one) => one.rule.id === rule.id && one.target === target)
    const last = lastOf(rule, target)
    return { target, standing, last, evidence: standing?.judged?.evidence ?? last?.evidence }
  })
  // What was measured says what it is; the binding may say otherwise by now.
  const measured = words.map(({ evidence }) => evidence?.shape).find((shape) => shape !== undefined)
  const shape = measured ?? shapeOf(rule.signal) ?? shapeByRules([rule])
  return {
    id: rule.id,
    kind: rule.kind,
    signal: rule.signal,
    shape,
    wanted: wantedOf(rule, shape),
    otherwise: rule.kind === 'gate' ? rule.otherwise : rule.then,
    inconclusive: rule.kind === 'gate' ? (rule.inconclusive ?? null) : null,
    targets: words.map(({ target, standing, last }) =>
      standing === undefined ? past(rule, shape, target, last) : present(standing, shape, missing),
    ),
  }
}

/** `below 97.00 % for 1m`, or `of each path below 97.00 % for 1m`. */
export function wantedOf({ bound, form, each }: Rule, shape: SignalShape): string {
  return `${each === undefined ? '' : `of each ${each} `}${formatBound(shape, bound)} ${spanWords(form)}`
}

function spanWords(form: Form): string {
  switch (form.form) {
    case 'for':
      return `for ${formatDuration(form.ms)}`
    case 'over':
      return form.span === 'hold' ? 'over the hold' : `over ${formatDuration(form.span)}`
    case 'test':
      return `at ${formatConfidence(form.confidence)}`
  }
}

function present(standing: Standing, shape: SignalShape, missing: KnownOfRule['missing']): RuleOnTarget {
  const { rule, target, judged, verdict, silentSince } = standing
  const heard = judged !== null || silentSince !== null
  return {
    ...numbers(rule, shape, target, judged?.evidence ?? null),
    watched: true,
    verdict: heard ? verdict : null,
    seenUpTo: maybe(judged?.watermark ?? null),
    silentSince: maybe(silentSince),
    unavailable: judged?.unavailable ?? null,
    threat: threatOf(standing, missing),
  }
}

function threatOf(standing: Standing, missing: KnownOfRule['missing']): Threat | null {
  const { rule, target, judged, silentSince } = standing
  if (silentSince !== null) {
    const { then, afterMs } = rule.noData
    const since = missing[silenceKey(rule.id, target)] ?? silentSince
    return then === 'hold' || then === 'ignore'
      ? null
      : { then, at: instant(since + afterMs), because: 'no-data' }
  }
  const since = judged?.trueSince
  if (judged === null || since === undefined || rule.kind !== 'guard' || rule.form.form !== 'for') return null
  const trips = Math.ceil((since + rule.form.ms) / judged.intervalMs) * judged.intervalMs
  return { then: rule.then, at: instant(trips + (judged.lagMs ?? 0)), because: 'bound' }
}

function past(
  rule: Rule,
  shape: SignalShape,
  target: string,
  word: { verdict: Verdict; evidence: Evidence } | null,
): RuleOnTarget {
  const at = word === null ? null : instant(word.evidence.to)
  return {
    ...numbers(rule, shape, target, word?.evidence ?? null),
    watched: false,
    verdict: word?.verdict ?? null,
    seenUpTo: at,
    silentSince: null,
    unavailable: null,
    threat: null,
  }
}

/**
 * The last word of a rule that is no longer measured; a gate's word on the stage that passed is in the journal's own
 * numbers.
 */
function lastWord(
  step: RolloutStep,
  rule: Rule,
  target: string,
  progress: RolloutProgress | null,
  judged: readonly Judged[],
) {
  if (progress === null) return null
  const moving = rule.kind === 'gate' && progress.phase.phase === 'moving'
  if (moving) return null
  const found = judged.find((one) => one.step === step.id && one.rule === rule.id && one.target === target)
  if (found !== undefined) return found
  const passed = progress.passed.at(-1)?.gates.find((gate) => gate.gate === rule.id && gate.target === target)
  return passed === undefined ? null : { verdict: 'no-worse' as const, evidence: passed.evidence }
}

function numbers(rule: Rule, shape: SignalShape, target: string, evidence: Evidence | null) {
  const { minSamples } = rule
  const value = evidence?.value ?? null
  const bound = evidence?.bound ?? rule.bound
  const limits = numbersOf({ bound })
  return {
    target,
    value,
    shown: value === null ? null : formatValue(shape, value),
    bound: { op: bound.op, value: limits.length === 1 ? (limits[0] ?? null) : null },
    limits,
    resolved: evidence?.refersTo === undefined ? null : formatResolved(shape, evidence),
    samples: evidence?.samples ?? 0,
    minSamples: evidence?.minSamples ?? minSamples,
    stable: evidence?.stable ?? null,
    sharedIncident: evidence?.sharedIncident ?? false,
    test: evidence === null ? null : testView(evidence),
    each: evidence?.each === undefined ? null : eachView(evidence.each, shape),
  }
}

function eachView({ label, name, series }: EachEvidence, shape: SignalShape): EachView {
  return {
    label,
    name,
    summary: formatSeries({ series }),
    series: series.map(({ name, verdict, value, samples }) => ({
      name,
      verdict,
      shown: value === null ? null : formatValue(shape, value),
      samples,
    })),
  }
}

function testView(evidence: Evidence): TestView | null {
  const { test } = evidence
  if (test === undefined) return null
  const { evidence: log, wanted, ratio, interval, bound, extra } = test
  return {
    sentence: formatMeasure(evidence),
    evidence: Math.min(1, Math.max(0, log / wanted)),
    ratio,
    low: interval?.low ?? null,
    high: interval?.high ?? null,
    bound,
    extra,
  }
}
