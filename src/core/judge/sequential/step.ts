import type { ArmReading, Slice } from './arm-reading.ts'
import { compare, learn, newComparison, type Observed } from './comparison.ts'
import { isReached } from './evidence.ts'
import { end, type Fed, faultOf, type Interval, type Pair, SEGMENTS_MAX, takeIn } from './intake.ts'
import type { Question } from './question.ts'
import { countSplit } from './split.ts'
import { type Draft, draftOf, type SequentialState } from './state.ts'
import { logFreshAt } from './wealth.ts'

/**
 * Judges what came in, interval by interval up to the watermark. In one batch or in many, it comes to the same state,
 * to the bit, so an observer may stop at any moment and another go on with what was stored.
 */
export function step(state: SequentialState, fed: Fed, question: Question): SequentialState {
  const draft = draftOf(state)
  const taken = takeIn(fed, state.watermark, state.comparisons.length, state.segments)
  for (const interval of taken.intervals) judgeInterval(draft, interval, question)
  for (const [reason, count] of Object.entries(taken.dropped) as [keyof typeof taken.dropped, number][])
    draft.dropped[reason] = (draft.dropped[reason] ?? 0) + count
  draft.watermark = taken.watermark
  return draft
}

/**
 * What stable showed before the watch: how its counts scatter, its rates, and whether its parts differ. Without it a
 * burst in the first intervals, before any scatter is known, is taken for evidence. Only before anything is judged.
 */
export function learnStable(
  state: SequentialState,
  stable: readonly ArmReading[],
  question: Question,
): SequentialState {
  const draft = draftOf(state)
  const usable = stable.filter(
    (one) => end(one) <= state.from && faultOf(one, state.comparisons.length) === null,
  )
  if (state.intervals > 0) return state
  for (const one of usable.toSorted((a, b) => end(a) - end(b) || (a.segment < b.segment ? -1 : 1))) {
    if (!draft.segments.includes(one.segment) && draft.segments.length >= SEGMENTS_MAX) continue
    const segment = numberOf(draft.segments, one.segment)
    const pair = { segment: one.segment, canary: { ...one, total: 0 }, stable: one }
    if (question.test === 'worse') watchStable(draft, [{ segment, pair }], question, end(one))
    for (const [i, comparison] of draft.comparisons.entries()) learn(comparison, observed(segment, pair, i))
  }
  return draft
}

/** Once a guard has tripped, what made it trip stays as it was. */
export function judgeInterval(draft: Draft, { end: at, pairs }: Interval, question: Question): void {
  if (pairs.some(({ canary, stable }) => canary.total > 0 && stable.total > 0)) draft.measuredUntil = at
  if (draft.trippedAt !== null) return
  draft.intervals += 1
  const numbered = pairs.map((pair) => ({ segment: numberOf(draft.segments, pair.segment), pair }))
  for (const { segment, pair } of numbered) learnSplit(draft, segment, pair)
  if (question.test === 'worse') watchStable(draft, numbered, question, at)
  const logFresh = logFreshAt(question.onset, draft.intervals)
  for (const [i, comparison] of draft.comparisons.entries())
    compare(
      comparison,
      question,
      numbered.map(({ segment, pair }) => observed(segment, pair, i)),
      logFresh,
      at,
    )
  if (question.test === 'worse' && isReached(draft, question)) draft.trippedAt = at
}

type Numbered = { readonly segment: number; readonly pair: Pair }

function numberOf(segments: string[], segment: string): number {
  const known = segments.indexOf(segment)
  return known === -1 ? segments.push(segment) - 1 : known
}

function observed(segment: number, { canary, stable }: Pair, comparison: number): Observed {
  return {
    segment,
    canary: countsOf(canary, comparison),
    stable: countsOf(stable, comparison),
    slices: stable.slices?.map((slice) => countsOf(slice, comparison)) ?? [],
  }
}

const countsOf = ({ total, events }: Slice, comparison: number) => ({
  total,
  events: events[comparison] ?? 0,
})

function learnSplit(draft: Draft, segment: number, { canary }: Pair): void {
  while (draft.split.length <= segment) draft.split.push(null)
  if (canary.split !== undefined)
    draft.split[segment] = countSplit(draft.split[segment] ?? undefined, canary.split)
}

/** Stable's first slice, as if it were the canary, beside the others. */
function watchStable(draft: Draft, numbered: readonly Numbered[], question: Question, at: number): void {
  const sliced = numbered.filter(({ pair }) => (pair.stable.slices?.length ?? 0) > 1)
  if (sliced.length === 0 || draft.watchdog?.firedAt != null) return
  draft.watchdog ??= {
    intervals: 0,
    comparisons: draft.comparisons.map(() => newComparison(question)),
    firedAt: null,
  }
  const { watchdog } = draft
  watchdog.intervals += 1
  const logFresh = logFreshAt(question.onset, watchdog.intervals)
  for (const [i, comparison] of watchdog.comparisons.entries()) {
    const parts = sliced.map(({ segment, pair }) => firstBesideOthers(segment, pair.stable.slices ?? [], i))
    compare(comparison, question, parts, logFresh, at)
  }
  if (isReached(watchdog, question)) watchdog.firedAt = at
}

function firstBesideOthers(segment: number, slices: readonly Slice[], comparison: number): Observed {
  const [first = { total: 0, events: 0 }, ...others] = slices.map((slice) => countsOf(slice, comparison))
  const stable = others.reduce(
    (sum, { total, events }) => ({ total: sum.total + total, events: sum.events + events }),
    { total: 0, events: 0 },
  )
  return { segment, canary: first, stable, slices: others }
}
