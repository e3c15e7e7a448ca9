import type { Instant, Millis } from '../time/instant.ts'
import { evidenceOf } from './evidence-of.ts'
import { type Gap, withGap } from './gap.ts'
import { isTrue, type Measurement, measure, resolve } from './measure.ts'
import { medianOf } from './median.ts'
import { Arriving, keep } from './memory.ts'
import { isRelative, isTest, ownSpan, type Rule } from './rule.ts'
import type { Sample } from './sample.ts'
import { isNewsOfTest, observeTest, reportOfTest, type Tested, type TestFacts } from './tested.ts'
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
  /** Of a rule that compares with last week: what was then, as of today. */
  readonly lastWeek?: readonly Sample[]
  /** The end of the last evaluation that had anything to measure; the watch's beginning before the first. */
  readonly measuredUntil: Instant
  /** Form `for`: since which evaluation the bound has been true without a break. */
  readonly trueSince: Instant | null
  /** A guard that tripped stays tripped, also when a later sample is clear. */
  readonly tripped: Evidence | null
  /** What of the watch was not seen; left out while all of it was. */
  readonly gaps?: readonly Gap[]
  /** Of a rule that tests, once it has something to ask about. */
  readonly tested?: Tested
  /** Of a rule that judges every series of a label: each of them, and all together as one. */
  readonly each?: EachState
  readonly verdict: Verdict
  readonly evidence: Evidence
}

export type EachState = {
  /** What was measured and what was not: a series that ended is no gap of its rule. */
  readonly whole: JudgeState
  /** In the order in which they joined. */
  readonly series: readonly SeriesState[]
}

export type SeriesState = { readonly name: string; readonly state: JudgeState }

/**
 * What came in since the last time; complete up to `watermark`, evaluated at every multiple of `stepMs` on the way
 * there.
 */
export type Fed = {
  readonly canary: readonly Sample[]
  /** For a test that has nothing yet, also what was shortly before its watch. */
  readonly stable: readonly Sample[]
  readonly watermark: Instant
  readonly stepMs: Millis
  /** What `slo`, `baseline` or `recent` is for this rule; left out where it refers to none, or it is not known. */
  readonly reference?: number
  /** Of a rule that compares with last week instead: what was then, as of today; complete up to `watermark` too. */
  readonly lastWeek?: readonly Sample[]
  /** For a rule that tests; without it such a rule has no data. */
  readonly test?: TestFacts
  /**
   * How often what a test has found is reported on the way, besides when it trips; left out: every 15 s. Between two
   * reports its verdict is that of the last one. What it decides, and when, does not depend on it.
   */
  readonly reportedEveryMs?: Millis
}

export function beginWatch(rule: Rule, from: Instant): JudgeState {
  const evidence = evidenceOf(rule, measure([]), measure([]), { from, to: from }, [])
  const nothing = { canary: [], stable: [], trueSince: null, tripped: null }
  return { ...nothing, from, watermark: from, measuredUntil: from, verdict: 'no-data', evidence }
}

export function observe(rule: Rule, state: JudgeState, fed: Fed): JudgeState {
  let now = state
  const before = isTest(rule.bound) ? fed.stable.filter(({ at, span }) => at + span <= state.from) : []
  const nextAfter = (moment: Instant) => Math.floor(moment / fed.stepMs) * fed.stepMs + fed.stepMs
  const fresh = { canary: new Arriving(state, fed.canary), stable: new Arriving(state, fed.stable) }
  const lastWeek = fed.lastWeek === undefined ? null : new Arriving(state, fed.lastWeek)
  for (let next = nextAfter(state.watermark); next <= fed.watermark; next = nextAfter(now.watermark)) {
    const silent = isSilent(rule, now) ? silentUntil(now, fed) : 0
    now =
      silent >= next
        ? stillSilent(rule, now, silent, fed.stepMs)
        : evaluate(
            rule,
            now,
            {
              ...fresh,
              lastWeek,
              before,
              reference: fed.reference ?? null,
              test: fed.test ?? null,
              reportedEveryMs: fed.reportedEveryMs ?? REPORTED_EVERY,
            },
            next,
            fed.stepMs,
          )
  }
  return now
}

/** Nobody measured up to the watermark, and the rule forgets nothing of what it knows while that goes on. */
function isSilent(rule: Rule, { gaps = [], watermark, canary, stable, lastWeek = [] }: JudgeState): boolean {
  if (gaps.at(-1)?.to !== watermark) return false
  return lookbackOf(rule) === 'hold' || [canary, stable, lastWeek].every(({ length }) => length === 0)
}

/** The last evaluation before the next sample ends. */
function silentUntil({ watermark }: JudgeState, fed: Fed): Instant {
  const sooner = (soonest: Instant, { at, span }: Sample) =>
    at + span > watermark ? Math.min(soonest, at + span) : soonest
  const next = [fed.canary, fed.stable, fed.lastWeek ?? []].reduce(
    (soonest, samples) => samples.reduce(sooner, soonest),
    Number.POSITIVE_INFINITY,
  )
  return Math.min(Math.ceil(next / fed.stepMs) - 1, Math.floor(fed.watermark / fed.stepMs)) * fed.stepMs
}

/** What all evaluations of a silence come to, in one: of months that a server was away, each second would be one. */
function stillSilent(rule: Rule, state: JudgeState, moment: Instant, stepMs: Millis): JudgeState {
  const span = { from: lookbackStart(rule, state.from, moment, stepMs), to: moment }
  const here = measureFor(rule, state.canary, span)
  const empty = here.value === null
  const gaps = gapsUpTo(state, moment, { measured: false, empty }, stepMs)
  const evidence = state.tripped ?? evidenceOf(rule, here, measure(state.stable), span, gaps)
  return { ...state, watermark: moment, measuredUntil: empty ? state.measuredUntil : moment, gaps, evidence }
}

type Arrived = {
  readonly canary: Arriving
  readonly stable: Arriving
  readonly lastWeek: Arriving | null
  readonly before: readonly Sample[]
  readonly reference: number | null
  readonly test: TestFacts | null
  readonly reportedEveryMs: Millis
}

function evaluate(rule: Rule, state: JudgeState, fed: Arrived, moment: Instant, stepMs: Millis): JudgeState {
  const since = lookbackStart(rule, state.from, moment, stepMs)
  const fresh = fed.canary.endedBy(moment)
  const canary = keep(rule, state.canary, fresh, since, moment)
  const besides = fed.stable.endedBy(moment)
  const stable = keep(rule, state.stable, besides, since, moment)
  const beside = measure(stable)
  if (isTest(rule.bound)) {
    const interval = { canary: fresh, stable: besides, before: fed.before, end: moment, stepMs }
    const tested = fed.test && observeTest(rule, state.from, state.tested ?? null, interval, fed.test)
    const { reportedEveryMs } = fed
    const told = { moment, stepMs, reportedEveryMs, measured: fresh.length > 0 }
    return decidedByTest(rule, { ...state, canary, stable }, tested, told)
  }
  const lastWeek =
    fed.lastWeek && keep(rule, state.lastWeek ?? [], fed.lastWeek.endedBy(moment), since, moment)
  const then = lastWeek && measure(lastWeek)
  const number = then === null ? numberOf(rule, beside, fed.reference) : then.value
  const bound = resolve(rule, number)
  const measured = measureFor(rule, canary, { from: since, to: moment })
  const here = bound === null ? { ...measured, value: null } : measured
  const gaps = gapsUpTo(state, moment, { measured: fresh.length > 0, empty: measured.value === null }, stepMs)
  const told = evidenceOf(rule, here, beside, { from: since, to: moment }, gaps, number)
  const evidence =
    then === null || told.refersTo === undefined
      ? told
      : { ...told, refersTo: { ...told.refersTo, lastWeek: then.samples } }
  const truth =
    here.value === null || bound === null
      ? 'no-data'
      : here.samples < rule.minSamples || !isEnough(rule, then ?? beside, then !== null)
        ? 'inconclusive'
        : isTrue(bound, here.value)
  const trueSince =
    truth === true ? (state.trueSince ?? moment) : truth === 'inconclusive' ? state.trueSince : null
  const lasted = rule.form.form !== 'for' || (trueSince !== null && moment - trueSince >= rule.form.ms)
  const measuredUntil = truth === 'no-data' ? state.measuredUntil : moment
  const seen = {
    ...{ from: state.from, watermark: moment, measuredUntil, canary, stable, trueSince, evidence },
    ...(lastWeek === null ? {} : { lastWeek }),
  }
  const next = gaps.length === 0 ? seen : { ...seen, gaps }

  if (rule.kind === 'gate') return { ...next, tripped: null, verdict: gateVerdict(truth, lasted) }
  const tripped = state.tripped ?? (truth === true && lasted ? evidence : null)
  return tripped === null
    ? { ...next, tripped, verdict: typeof truth === 'string' ? truth : 'no-worse' }
    : { ...next, tripped, verdict: 'worse', evidence: tripped }
}

/** What a test has found is told at these moments, and when it decides: it costs more than an evaluation. */
const REPORTED_EVERY: Millis = 15_000

/** A test says by itself whether it has seen enough; what is shown with it is of all since the first moved request. */
function decidedByTest(
  rule: Rule,
  state: JudgeState,
  tested: Tested | null,
  {
    moment,
    stepMs,
    reportedEveryMs: every,
    measured,
  }: {
    readonly moment: Instant
    readonly stepMs: Millis
    readonly reportedEveryMs: Millis
    readonly measured: boolean
  },
): JudgeState {
  const { from, canary, stable, trueSince } = state
  const here = measure(canary)
  const before = state.evidence.test ?? null
  const tells = Math.floor(moment / every) > Math.floor(state.watermark / every)
  const isDue = (now: Tested) => before === null || tells || isNewsOfTest(now, before)
  const report = tested === null ? null : isDue(tested) ? reportOfTest(tested) : before
  const verdict = here.value === null || report === null ? 'no-data' : report.verdict
  const gaps = gapsUpTo(state, moment, { measured, empty: here.value === null }, stepMs)
  const told = evidenceOf(rule, here, measure(stable), { from, to: moment }, gaps)
  const evidence = report === null ? told : { ...told, test: report }
  const isTripped = rule.kind === 'guard' && verdict === 'worse'
  const tripped = state.tripped ?? (isTripped ? evidence : null)
  return {
    from,
    watermark: moment,
    measuredUntil: verdict === 'no-data' ? state.measuredUntil : moment,
    canary,
    stable,
    trueSince,
    tripped,
    ...(gaps.length === 0 ? {} : { gaps }),
    ...(tested === null ? {} : { tested }),
    verdict: tripped === null ? verdict : 'worse',
    evidence: tripped ?? evidence,
  }
}

/** What a relative bound refers to; stable over the very span that the canary is measured over. */
function numberOf({ bound }: Rule, stable: Measurement, reference: number | null): number | null {
  if (!isRelative(bound)) return null
  return bound.of === 'stable' ? stable.value : reference
}

/** A comparison with stable, or with last week, needs as many samples there. */
const isEnough = ({ bound, minSamples }: Rule, { samples }: Measurement, isLastWeek: boolean): boolean =>
  samples >= minSamples || !(isLastWeek || (isRelative(bound) && bound.of === 'stable'))

/** A gate's bound says what is good; form `for` is not yet proven until it has lasted. */
function gateVerdict(truth: boolean | 'no-data' | 'inconclusive', lasted: boolean): Verdict {
  if (typeof truth === 'string') return truth
  if (!truth) return 'worse'
  return lasted ? 'no-worse' : 'inconclusive'
}

/** So many intervals of the source without anything to measure are still a pause between two requests. */
export const QUIET_STEPS = 3

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

/** One number of all that it looks at, or of its pieces. */
const measureFor = ({ form }: Rule, samples: readonly Sample[], span: Gap): Measurement =>
  form.form === 'over' && form.pieces !== undefined ? medianOf(samples, span, form.pieces) : measure(samples)

export const lookbackOf = ({ form }: Rule): Millis | 'hold' =>
  form.form === 'for' ? form.lookbackMs : (ownSpan(form) ?? 'hold')
