import type { ReadOnly } from '../../event/exactly.ts'
import type { Instant } from '../../time/instant.ts'
import type { Followed } from './comparison.ts'
import { type RatioInterval, ratioOf } from './curve.ts'
import type { EdgePair } from './edges.ts'
import { evidenceOf, hasData, relevant } from './evidence.ts'
import type { Dropped } from './intake.ts'
import type { Counts } from './log-ratio.ts'
import type { Question } from './question.ts'
import { type SplitFound, splitFound } from './split.ts'
import type { SequentialState } from './state.ts'
import { smallestVisible } from './visible.ts'

/** The same words as those of other rules. */
export type SequentialVerdict = 'worse' | 'no-worse' | 'inconclusive' | 'no-data' | 'assumption-violated'

/** What a state comes to: the verdict, and the numbers that a person believes it by. */
export type SequentialReport = {
  readonly verdict: SequentialVerdict
  /** What it would be if its assumptions held; the same where they do. */
  readonly unwatched: Exclude<SequentialVerdict, 'assumption-violated'>
  readonly test: Question['test']
  readonly bound: number
  readonly way: Question['way']
  /** What is counted of each request: what its signal counts, or the rest; or whether it was slow. */
  readonly events: Question['events']
  readonly alpha: number
  /** ln E and the ln(1/alpha) that it has to reach. */
  readonly evidence: number
  readonly wanted: number
  /**
   * The stretch that the figures below are of: the whole watch, or once a guard has tripped the time since something
   * has been against the canary.
   */
  readonly from: Instant
  readonly to: Instant
  readonly canary: Counts
  readonly stable: Counts
  /**
   * Canary to stable, each interval and segment conditioned on its own split; null while stable has had no event, for
   * then no ratio is too high.
   */
  readonly ratio: number | null
  readonly interval: RatioInterval | null
  /** Events of the canary beyond what it would have had at stable's rates; below 0 where it had fewer. */
  readonly extra: number
  /** Of a guard: the smallest ratio that it could have seen by now. */
  readonly smallestVisible: number | null
  /** The edges with most to say; of a ratio none. */
  readonly edges: EdgePair | null
  readonly watchdogFiredAt: Instant | null
  readonly split: SplitFound | null
  readonly dropped: Dropped
}

/** Of the interval that people read: 95 %. */
const INTERVAL_ALPHA = 0.05

export function reportOf(state: SequentialState, question: Question): SequentialReport {
  const { log, leading } = evidenceOf(state, question)
  const comparison = state.comparisons[leading] as SequentialState['comparisons'][number]
  const stretch = stretchOf(state, comparison, question)
  const { curve, from } = stretch
  const found = ratioOf(curve, INTERVAL_ALPHA, stretch.logMore)
  const unwatched = verdictOf(state, question, log)
  const fired = state.watchdog?.firedAt ?? null
  const { whole } = comparison
  return {
    verdict: fired !== null && unwatched !== 'no-data' ? 'assumption-violated' : unwatched,
    unwatched,
    test: question.test,
    bound: question.bound,
    way: question.way,
    events: question.events,
    alpha: question.alpha,
    evidence: log,
    wanted: -Math.log(question.alpha),
    from,
    to: state.trippedAt ?? state.watermark,
    canary: curve.canary,
    stable: curve.stable,
    ratio: found === null || curve.stable.events === 0 ? null : curve.canary.events === 0 ? 0 : found.ratio,
    interval: found?.interval ?? null,
    extra: curve.canary.events - curve.expected,
    smallestVisible: question.test === 'worse' ? visibleOf(whole, question, state.comparisons.length) : null,
    edges: question.edges[leading] ?? null,
    watchdogFiredAt: fired,
    split: splitFound(state.split),
    dropped: state.dropped,
  }
}

/**
 * Which stretch tells most: of a guard that has tripped, since when something has been against the canary. That start
 * was chosen among all that there could have been, so by a union bound over them its interval is wider.
 */
function stretchOf(
  { from, trippedAt }: SequentialState,
  { whole, since }: SequentialState['comparisons'][number],
  { onset, edges }: Question,
) {
  const edgesMore = Math.log(Math.max(1, edges.length))
  if (trippedAt === null || since === null || since.canary.total === 0)
    return { curve: whole, from, logMore: edgesMore }
  const atOnce = since.from === from
  const logMore = edgesMore - Math.log(atOnce ? onset.atOnce : (1 - onset.atOnce) / onset.over)
  return { curve: since, from: since.from, logMore }
}

function verdictOf(state: SequentialState, question: Question, log: number): SequentialReport['unwatched'] {
  if (state.trippedAt !== null) return 'worse'
  if (!hasData(state)) return 'no-data'
  if (question.test === 'no-worse' && log >= -Math.log(question.alpha)) return 'no-worse'
  const asked = relevant(state.comparisons, question)
  // One at a time: an interval costs more than all of a step, and the first mostly decides.
  const intervalAt = (i: number) => {
    const { whole } = state.comparisons[i] as ReadOnly<Followed>
    return ratioOf(whole, INTERVAL_ALPHA, Math.log(asked.length))?.interval ?? null
  }
  if (question.test === 'worse')
    return asked.every((i) => isWithin(intervalAt(i), question)) ? 'no-worse' : 'inconclusive'
  return asked.some((i) => isBeyond(intervalAt(i), question)) ? 'worse' : 'inconclusive'
}

/** All of it is on the good side of the bound. */
function isWithin(interval: RatioInterval | null, { bound, way }: Question): boolean {
  if (interval === null) return false
  const end = way === 'up' ? interval.high : interval.low
  return end !== null && (way === 'up' ? end <= bound : end >= bound)
}

/** All of it is on the bad side of the bound. */
function isBeyond(interval: RatioInterval | null, { bound, way }: Question): boolean {
  if (interval === null) return false
  const end = way === 'up' ? interval.low : interval.high
  return end !== null && (way === 'up' ? end > bound : end < bound)
}

const visibleOf = (
  { expected, stable, canary }: ReadOnly<Followed['whole']>,
  question: Question,
  comparisons: number,
): number | null =>
  stable.total === 0 || canary.total === 0
    ? null
    : smallestVisible(
        question,
        // No event of stable yet: half a one, over as many requests as it had.
        stable.events === 0
          ? { expected: (0.5 * canary.total) / stable.total, stable: 0.5 }
          : { expected, stable: stable.events },
        comparisons,
      )
