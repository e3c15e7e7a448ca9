import type { Instant } from '../time/instant.ts'
import { unseenMs } from './gap.ts'
import { merge } from './measure.ts'
import { ended } from './memory.ts'
import { beginWatch, type Fed, type JudgeState, observe, type SeriesState } from './observe.ts'
import { isRelative, type Rule } from './rule.ts'
import { worseBy } from './rule-shape.ts'
import { OTHER, type Sample, SERIES_MAX, type Series } from './sample.ts'
import type { EachEvidence, Evidence, SeriesWord, Verdict } from './verdict.ts'

/** One rule on one target, whether it judges everything as one or every series of a label for itself. */
export function observeRule(rule: Rule, state: JudgeState, fed: Fed): JudgeState {
  return rule.each === undefined ? observe(rule, state, fed) : observeEach(rule, rule.each, state, fed)
}

/**
 * Each series is judged as the rule would judge it alone, from the beginning of the watch: what was before it joined
 * is what nobody measured of it. Of a batch in which one trips, what is told is how all of them were at that moment,
 * so that batches make no difference.
 */
function observeEach(rule: Rule, label: string, state: JudgeState, fed: Fed): JudgeState {
  const until = Math.floor(fed.watermark / fed.stepMs) * fed.stepMs
  if (until <= state.watermark) return state
  const next = judgeAll(rule, state, fed, until)
  const trippedAt =
    state.tripped === null ? Math.min(...next.series.map(({ state }) => trippedTo(state))) : until
  const then = trippedAt < until ? judgeAll(rule, state, fed, trippedAt) : next
  const tripped =
    state.tripped ?? (trippedAt <= until ? evidenceOf(rule, label, then.whole, then.series) : null)
  return {
    from: state.from,
    watermark: next.whole.watermark,
    canary: [],
    stable: [],
    measuredUntil: Math.max(state.from, ...next.series.map(({ state }) => state.measuredUntil)),
    trueSince: firstTrue(next.series),
    tripped,
    ...(next.whole.gaps === undefined ? {} : { gaps: next.whole.gaps }),
    each: next,
    verdict: tripped === null ? verdictOf(rule, next.series) : 'worse',
    evidence: tripped ?? evidenceOf(rule, label, next.whole, next.series),
  }
}

const trippedTo = ({ tripped }: JudgeState): Instant => tripped?.to ?? Number.POSITIVE_INFINITY

function firstTrue(series: readonly SeriesState[]): Instant | null {
  const first = Math.min(...series.map(({ state }) => state.trueSince ?? Number.POSITIVE_INFINITY))
  return Number.isFinite(first) ? first : null
}

/** Up to a moment, which is an evaluation. */
function judgeAll(rule: Rule, state: JudgeState, fed: Fed, until: Instant) {
  const { whole, series: known } = state.each ?? { whole: beginWatch(rule, state.from), series: [] }
  const isFresh = (sample: Sample) =>
    sample.at >= state.from && ended(sample) > state.watermark && ended(sample) <= until
  const arms = { canary: fed.canary.filter(isFresh), stable: fed.stable.filter(isFresh) }
  const names = admitted(
    known.map(({ name }) => name),
    [...arms.canary, ...arms.stable],
  )
  const observed = (before: JudgeState, part: (sample: Sample) => readonly Sample[]): JudgeState =>
    observe(rule, before, {
      ...fed,
      canary: arms.canary.flatMap(part),
      stable: arms.stable.flatMap(part),
      watermark: until,
    })
  return {
    whole: observed(whole, ({ segments: _, series: __, ...sample }) => [sample]),
    series: names.map((name, i): SeriesState => {
      const before = known[i]?.state ?? beginWatch(rule, state.from)
      return { name, state: observed(before, (sample) => partOf(sample, name, names)) }
    }),
  }
}

/**
 * Who has a judgement of its own: first come, first served, and of those who come together the first by name. Whether
 * in one batch or in many, these are the same.
 */
function admitted(known: readonly string[], samples: readonly Sample[]): readonly string[] {
  const names = new Set(known)
  const arriving = new Map<Instant, Set<string>>()
  for (const sample of samples) {
    const coming = arriving.get(ended(sample)) ?? new Set()
    arriving.set(ended(sample), coming)
    for (const { name } of sample.series ?? []) coming.add(name)
  }
  for (const [, coming] of [...arriving].sort(([a], [b]) => a - b)) {
    for (const name of [...coming].sort()) {
      const isRoom = [...names].filter((one) => one !== OTHER).length < SERIES_MAX
      names.add(names.has(name) || isRoom ? name : OTHER)
    }
  }
  return [...names]
}

/** What of a sample is of that series; what has no judgement of its own is `other`. */
function partOf({ series = [] }: Sample, name: string, names: readonly string[]): readonly Sample[] {
  const isOf = (one: Series) => one.name === name || (name === OTHER && !names.includes(one.name))
  const those = series.filter(isOf)
  const ordered = those.length < 2 ? those : those.toSorted((a, b) => (a.name < b.name ? -1 : 1))
  const merged = merge(ordered.map(({ sample }) => sample))
  return merged === null ? [] : [merged]
}

/**
 * Of a guard: one that trips is enough. Of a gate: every series that has enough samples has to hold. Those that have
 * too few, or have ended, have no part in it, unless there are no others.
 */
function verdictOf(rule: Rule, series: readonly SeriesState[]): Verdict {
  const verdicts = new Set(series.map(({ state }) => state.verdict))
  if (verdicts.has('worse')) return 'worse'
  const isWaiting = rule.kind === 'gate' && series.some(({ state }) => isUnproven(state))
  if (verdicts.has('no-worse') && !isWaiting) return 'no-worse'
  return verdicts.has('inconclusive') ? 'inconclusive' : 'no-data'
}

/** It has enough samples and cannot tell all the same: its `for` is not over. */
const isUnproven = ({ verdict, evidence }: JudgeState): boolean =>
  verdict === 'inconclusive' && evidence.samples >= evidence.minSamples

/** The numbers of the worst, with a word on all of them. */
function evidenceOf(rule: Rule, label: string, whole: JudgeState, series: readonly SeriesState[]): Evidence {
  const ranked = series.toSorted((a, b) => byBadness(rule, a, b))
  const [worst] = ranked
  const { unseenMs: _, ...evidence } = (worst?.state ?? whole).evidence
  const unseen = unseenMs(whole.gaps ?? [], evidence.from, evidence.to)
  const each: EachEvidence = {
    label,
    name: worst?.name ?? null,
    series: ranked.map((one) => wordOn(rule, one)),
  }
  return {
    ...evidence,
    ...(worst === undefined ? { value: null, samples: 0 } : {}),
    ...(unseen === 0 ? {} : { unseenMs: unseen }),
    each,
  }
}

/** One that is beyond the bound of a guard, and not for long enough yet, is not fine. */
function wordOn({ kind }: Rule, { name, state }: SeriesState): SeriesWord {
  const { evidence, trueSince } = state
  const isBreached = kind === 'guard' && state.verdict === 'no-worse' && trueSince !== null
  const verdict = isBreached ? 'inconclusive' : state.verdict
  return { name, verdict, value: evidence.value, samples: evidence.samples }
}

/** Those that are worse, then those that are judged, then those that cannot be; among equals by their values. */
function byBadness(rule: Rule, a: SeriesState, b: SeriesState): number {
  const rank = rankOf(rule, a.state) - rankOf(rule, b.state)
  if (rank !== 0) return rank
  const [one, other] = [a.state.evidence.value, b.state.evidence.value]
  const apart = one === null || other === null ? 0 : badness(rule, other) - badness(rule, one)
  return apart !== 0 ? apart : a.name < b.name ? -1 : 1
}

function rankOf({ kind }: Rule, state: JudgeState): number {
  switch (state.verdict) {
    case 'worse':
      return 0
    case 'no-worse':
      return 1
    case 'inconclusive':
      return kind === 'gate' && isUnproven(state) ? 1 : 2
    case 'no-data':
    case 'assumption-violated':
      return 3
  }
}

/** Larger is worse; of a range, how far outside. */
function badness(rule: Rule, value: number): number {
  const { bound } = rule
  if (!isRelative(bound) && bound.op === 'between') {
    const outside = Math.max(bound.low - value, value - bound.high)
    return rule.kind === 'gate' ? outside : -outside
  }
  return worseBy(rule) === 'higher' ? value : -value
}
