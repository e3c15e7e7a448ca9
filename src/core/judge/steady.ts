import type { Millis } from '../time/instant.ts'
import { observeRule } from './each.ts'
import { isTrue, measure } from './measure.ts'
import { binWidth } from './memory.ts'
import { type Fed, type JudgeState, lookbackOf, observe } from './observe.ts'
import { isRelative, type Rule } from './rule.ts'
import { numbersOf } from './rule-shape.ts'
import type { Sample } from './sample.ts'

/** What is measured next; `times` intervals of `stepMs`, one after the other, show the same. */
export type Steady = {
  readonly canary: Sample
  /** Null where nothing is measured beside it. */
  readonly stable: Sample | null
  readonly times: number
  readonly stepMs: Millis
}

/**
 * For how many evaluations in a row the verdict stays, when the same is measured again and again: known without making
 * them. 0 where that is not known.
 */
export function staysFor(rule: Rule, state: JudgeState, next: Steady): number {
  // What a relative bound comes to may change with each of them.
  if (isRelative(rule.bound) || rule.each !== undefined) return 0
  if (rule.form.form === 'over' && rule.form.pieces !== undefined) return 0
  if (state.measuredUntil !== state.watermark || next.canary.at !== state.watermark) return 0
  const most = Math.min(next.times, untilLasted(rule, state, next.stepMs))
  const lookback = lookbackOf(rule)
  if (lookback !== 'hold') return isFull(rule, lookback, state, next) ? most : 0
  return isExact(state, next) ? longestOfSameTruth(rule, state, next, most) : 0
}

/** More are not made ahead of time: each is kept. */
const TESTS_AHEAD = 500

/**
 * Of a rule that tests, whose evidence grows with each evaluation, and of one that judges many series: the memories
 * after the next ones, each made, as long as it says the same; at most `most` of them.
 */
export function madeAhead(
  rule: Rule,
  state: JudgeState,
  next: Steady,
  facts: Pick<Fed, 'reference' | 'test'>,
  most: number,
): readonly JudgeState[] {
  const ahead: JudgeState[] = []
  let now = state
  while (ahead.length < Math.min(most, next.times, TESTS_AHEAD)) {
    const shift = ahead.length * next.stepMs
    now = observeRule(rule, now, {
      canary: [shifted(next.canary, shift)],
      stable: next.stable === null ? [] : [shifted(next.stable, shift)],
      watermark: now.watermark + next.stepMs,
      stepMs: next.stepMs,
      ...facts,
    })
    if (!saysAsBefore(now, state)) break
    ahead.push(now)
  }
  return ahead
}

const saysAsBefore = (now: JudgeState, before: JudgeState): boolean =>
  now.verdict === before.verdict &&
  now.gaps === before.gaps &&
  now.trueSince === before.trueSince &&
  (now.measuredUntil === now.watermark) === (before.measuredUntil === before.watermark)

function shifted(sample: Sample, ms: Millis): Sample {
  const later = { ...sample, at: sample.at + ms }
  if (sample.series === undefined) return later
  return {
    ...later,
    series: sample.series.map(({ name, sample: one }) => ({ name, sample: { ...one, at: one.at + ms } })),
  }
}

/** The memory after so many evaluations of `staysFor`, the same as if each had been made. */
export function stayed(rule: Rule, state: JudgeState, next: Steady, evaluations: number): JudgeState {
  const { stepMs } = next
  const ms = (evaluations - 1) * stepMs
  const watermark = state.watermark + ms
  const later = (sample: Sample) => shifted(sample, ms)
  const before = (samples: readonly Sample[], sample: Sample | null) =>
    lookbackOf(rule) === 'hold' ? [...samples, ...repeated(sample, evaluations - 1)] : samples.map(later)
  const canary = before(state.canary, next.canary)
  const stable = before(state.stable, next.stable)
  return observe(
    rule,
    { ...state, watermark, measuredUntil: watermark, canary, stable },
    {
      canary: [later(next.canary)],
      stable: next.stable === null ? [] : [later(next.stable)],
      watermark: watermark + stepMs,
      stepMs,
    },
  )
}

/** All that is measured shows the same. */
function isAlike(a: Sample, b: Sample): boolean {
  if (a.kind === 'ratio' && b.kind === 'ratio') return a.total === b.total && a.good === b.good
  return (
    a.kind === 'distribution' &&
    b.kind === 'distribution' &&
    a.quantile === b.quantile &&
    a.counts.length === b.counts.length &&
    a.counts.every((count, i) => count === b.counts[i]) &&
    a.edges.every((edge, i) => edge === b.edges[i])
  )
}

/** How many evaluations are left until a bound that is true has been so for long enough. */
function untilLasted({ form }: Rule, { trueSince, watermark }: JudgeState, stepMs: Millis): number {
  if (form.form !== 'for' || trueSince === null || watermark - trueSince >= form.ms)
    return Number.POSITIVE_INFINITY
  return Math.ceil((form.ms + trueSince - watermark) / stepMs) - 1
}

/** The look-back holds nothing but what comes next, each interval by itself: what comes in is as what goes out. */
function isFull(rule: Rule, lookback: Millis, state: JudgeState, next: Steady): boolean {
  const { watermark, from, canary, stable } = state
  const { stepMs } = next
  const span = Math.max(lookback, stepMs)
  const count = Math.floor(span / stepMs)
  if (watermark - span < from || binWidth(rule, span) > stepMs) return false
  const holds = (samples: readonly Sample[], sample: Sample | null) =>
    samples.length === (sample === null ? 0 : count) &&
    samples.every(
      (one, i) =>
        one.at === watermark - (count - i) * stepMs && one.span === stepMs && isAlike(one, sample as Sample),
    )
  return holds(canary, next.canary) && holds(stable, next.stable)
}

/** Whole numbers add up to the same however they are grouped. */
function isExact({ canary, stable }: JudgeState, next: Steady): boolean {
  const isWhole = (sample: Sample) =>
    sample.kind === 'ratio'
      ? Number.isInteger(sample.total) && Number.isInteger(sample.good)
      : sample.counts.every(Number.isInteger)
  return [...canary, next.canary, ...stable, ...repeated(next.stable, 1)].every(isWhole)
}

/** With more and more of the same, the value goes one way: what is so now and then is so all the while. */
function longestOfSameTruth(rule: Rule, { canary }: JudgeState, next: Steady, most: number): number {
  const truthAfter = (evaluations: number) => {
    const { value, samples } = measure([...canary, ...repeated(next.canary, evaluations)])
    if (value === null) return 'no-data'
    if (samples < rule.minSamples) return 'inconclusive'
    if (isRelative(rule.bound) || isTooClose(value, rule, next.canary)) return 'too-close'
    return isTrue(rule.bound, value)
  }
  const now = truthAfter(0)
  // Nor does anything stay where there is nothing to measure: each evaluation makes the silence longer.
  if (now === 'too-close' || now === 'no-data') return 0
  let longest = most
  while (longest > 0 && truthAfter(longest) !== now) longest = Math.floor(longest / 2)
  return longest
}

/** Where the rounding of an interpolation could decide; a ratio of whole numbers is rounded one way. */
function isTooClose(value: number, rule: Rule, { kind }: Sample): boolean {
  return (
    kind === 'distribution' && numbersOf(rule).some((one) => Math.abs(value - one) <= 1e-9 * Math.abs(one))
  )
}

function repeated(sample: Sample | null, times: number): readonly Sample[] {
  if (sample === null || times === 0) return []
  const span = sample.span * times
  if (sample.kind === 'ratio')
    return [{ ...sample, span, total: sample.total * times, good: sample.good * times }]
  return [{ ...sample, span, counts: sample.counts.map((count) => count * times) }]
}
