import type { Instant, Millis } from '../time/instant.ts'
import { type Gap, unseenMs, withGap } from './gap.ts'
import { isTrue, type Measurement, measure, resolve } from './measure.ts'
import { Arriving, keep } from './memory.ts'
import type { Relative } from './reference.ts'
import { isRelative, type Rule } from './rule.ts'
import type { Sample } from './sample.ts'
import type { Evidence, Verdict } from './verdict.ts'

/**
 * The judge's memory of one rule on one target. Feeding the same samples in one batch or in many gives the same
 * state, so an observer may stop at any moment and another may go on.
 */
export type JudgeState = {
  readonly from: Instant
  /** Everything that began before this has been fed. */
  readonly watermark: Instant
  readonly canary: readonly Sample[]
  readonly stable: readonly Sample[]
  /** The end of the last evaluation that had anything to measure; the watch's beginning before the first. */
  readonly measuredUntil: Instant
  /** Form `for`: since which evaluation the bound has been true without a break. */
  readonly trueSince: Instant | null
  /** A guard that tripped stays tripped, also when a later sample is clear. */
  readonly tripped: Evidence | null
  /** What of the watch was not seen; left out while all of it was. */
  readonly gaps?: readonly Gap[]
  readonly verdict: Verdict
  readonly evidence: Evidence
}

/**
 * What came in since the last time; complete up to `watermark`, evaluated at every multiple of `stepMs` on the way
 * there.
 */
export type Fed = {
  readonly canary: readonly Sample[]
  readonly stable: readonly Sample[]
  readonly watermark: Instant
  readonly stepMs: Millis
  /** What `slo`, `baseline` or `recent` is for this rule; left out where it refers to none, or it is not known. */
  readonly reference?: number
}

export function beginWatch(rule: Rule, from: Instant): JudgeState {
  const evidence = evidenceOf(rule, measure([]), measure([]), { from, to: from }, [])
  const nothing = { canary: [], stable: [], trueSince: null, tripped: null }
  return { ...nothing, from, watermark: from, measuredUntil: from, verdict: 'no-data', evidence }
}

export function observe(rule: Rule, state: JudgeState, fed: Fed): JudgeState {
  let now = state
  const nextAfter = (moment: Instant) => Math.floor(moment / fed.stepMs) * fed.stepMs + fed.stepMs
  const fresh = { canary: new Arriving(state, fed.canary), stable: new Arriving(state, fed.stable) }
  for (let next = nextAfter(state.watermark); next <= fed.watermark; next = nextAfter(now.watermark)) {
    const silent = isSilent(rule, now) ? silentUntil(now, fed) : 0
    now =
      silent >= next
        ? stillSilent(rule, now, silent, fed.stepMs)
        : evaluate(rule, now, { ...fresh, reference: fed.reference ?? null }, next, fed.stepMs)
  }
  return now
}

/** Nobody measured up to the watermark, and the rule forgets nothing of what it knows while that goes on. */
function isSilent(rule: Rule, { gaps = [], watermark, canary, stable }: JudgeState): boolean {
  if (gaps.at(-1)?.to !== watermark) return false
  return lookbackOf(rule) === 'hold' || (canary.length === 0 && stable.length === 0)
}

/** The last evaluation before the next sample ends. */
function silentUntil({ watermark }: JudgeState, fed: Fed): Instant {
  const sooner = (soonest: Instant, { at, span }: Sample) =>
    at + span > watermark ? Math.min(soonest, at + span) : soonest
  const next = fed.stable.reduce(sooner, fed.canary.reduce(sooner, Number.POSITIVE_INFINITY))
  return Math.min(Math.ceil(next / fed.stepMs) - 1, Math.floor(fed.watermark / fed.stepMs)) * fed.stepMs
}

/** What all evaluations of a silence come to, in one: of months that a server was away, each second would be one. */
function stillSilent(rule: Rule, state: JudgeState, moment: Instant, stepMs: Millis): JudgeState {
  const here = measure(state.canary)
  const empty = here.value === null
  const gaps = gapsUpTo(state, moment, { measured: false, empty }, stepMs)
  const span = { from: lookbackStart(rule, state.from, moment, stepMs), to: moment }
  const evidence = state.tripped ?? evidenceOf(rule, here, measure(state.stable), span, gaps)
  return { ...state, watermark: moment, measuredUntil: empty ? state.measuredUntil : moment, gaps, evidence }
}

function evaluate(
  rule: Rule,
  state: JudgeState,
  fed: { readonly canary: Arriving; readonly stable: Arriving; readonly reference: number | null },
  moment: Instant,
  stepMs: Millis,
): JudgeState {
  const since = lookbackStart(rule, state.from, moment, stepMs)
  const fresh = fed.canary.endedBy(moment)
  const canary = keep(state.canary, fresh, since, moment)
  const stable = keep(state.stable, fed.stable.endedBy(moment), since, moment)
  const beside = measure(stable)
  const number = numberOf(rule, beside, fed.reference)
  const bound = resolve(rule.bound, number)
  const measured = measure(canary)
  const here = bound === null ? { ...measured, value: null } : measured
  const gaps = gapsUpTo(state, moment, { measured: fresh.length > 0, empty: measured.value === null }, stepMs)
  const evidence = evidenceOf(rule, here, beside, { from: since, to: moment }, gaps, number)
  const truth =
    here.value === null || bound === null
      ? 'no-data'
      : here.samples < rule.minSamples || !isEnough(rule, beside)
        ? 'inconclusive'
        : isTrue(bound, here.value)
  const trueSince =
    truth === true ? (state.trueSince ?? moment) : truth === 'inconclusive' ? state.trueSince : null
  const lasted = rule.form.form === 'over' || (trueSince !== null && moment - trueSince >= rule.form.ms)
  const measuredUntil = truth === 'no-data' ? state.measuredUntil : moment
  const seen = { from: state.from, watermark: moment, measuredUntil, canary, stable, trueSince, evidence }
  const next = gaps.length === 0 ? seen : { ...seen, gaps }

  if (rule.kind === 'gate') return { ...next, tripped: null, verdict: gateVerdict(truth, lasted) }
  const tripped = state.tripped ?? (truth === true && lasted ? evidence : null)
  return tripped === null
    ? { ...next, tripped, verdict: typeof truth === 'string' ? truth : 'no-worse' }
    : { ...next, tripped, verdict: 'worse', evidence: tripped }
}

/** What a relative bound refers to; stable over the very span that the canary is measured over. */
function numberOf({ bound }: Rule, stable: Measurement, reference: number | null): number | null {
  if (!isRelative(bound)) return null
  return bound.of === 'stable' ? stable.value : reference
}

/** A comparison with stable needs as many samples there. */
const isEnough = ({ bound, minSamples }: Rule, stable: Measurement): boolean =>
  !isRelative(bound) || bound.of !== 'stable' || stable.samples >= minSamples

/** A gate's bound says what is good; form `for` is not yet proven until it has lasted. */
function gateVerdict(truth: boolean | 'no-data' | 'inconclusive', lasted: boolean): Verdict {
  if (typeof truth === 'string') return truth
  if (!truth) return 'worse'
  return lasted ? 'no-worse' : 'inconclusive'
}

/** So many intervals of the source without anything to measure are still a pause between two requests. */
const QUIET_STEPS = 3

/**
 * An interval without a measurement is a gap at once; one without requests only when the look-back has been empty for
 * longer than a source may be silent. The first interval of all may have begun before the watch.
 */
function gapsUpTo(
  { gaps = [], from, measuredUntil, watermark }: JudgeState,
  moment: Instant,
  { measured, empty }: { readonly measured: boolean; readonly empty: boolean },
  stepMs: Millis,
): readonly Gap[] {
  const quiet = empty && moment - measuredUntil > QUIET_STEPS * stepMs
  if (quiet) return withGap(gaps, { from: measuredUntil, to: moment })
  const begins = Math.min(moment - stepMs, watermark)
  return measured || begins < from ? gaps : withGap(gaps, { from: begins, to: moment })
}

/** Where an evaluation begins to look: never before the watch, and never at less than one interval of the source. */
function lookbackStart(rule: Rule, from: Instant, moment: Instant, stepMs: Millis): Instant {
  const lookback = lookbackOf(rule)
  return lookback === 'hold' ? from : Math.max(from, moment - Math.max(lookback, stepMs))
}

export const lookbackOf = ({ form }: Rule): Millis | 'hold' =>
  form.form === 'for' ? form.lookbackMs : form.span

function evidenceOf(
  rule: Rule,
  here: Measurement,
  stable: Measurement,
  { from, to }: Gap,
  gaps: readonly Gap[],
  number: number | null = null,
): Evidence {
  const bound = resolve(rule.bound, number)
  const isOfStable = isRelative(rule.bound) && rule.bound.of === 'stable'
  const bad = (m: Measurement) =>
    m.value !== null &&
    m.samples >= rule.minSamples &&
    bound !== null &&
    isTrue(bound, m.value) === (rule.kind === 'guard')
  const unseen = unseenMs(gaps, from, to)
  return {
    signal: rule.signal,
    bound: bound ?? rule.bound,
    value: here.value,
    samples: here.samples,
    minSamples: rule.minSamples,
    from,
    to,
    ...(unseen === 0 ? {} : { unseenMs: unseen }),
    stable: stable.samples === 0 ? null : stable,
    sharedIncident: !isOfStable && bad(here) && bad(stable),
    ...(isRelative(rule.bound) && number !== null ? { refersTo: referenceOf(rule.bound, number) } : {}),
  }
}

const referenceOf = ({ of, times, plus }: Relative, number: number) => ({ of, times, plus, number })
