import { addToCurves, type Curve, clearCurve, newCurve } from './curve.ts'
import { type Dispersion, noDispersion, scatterInTime, scatterOfSlices, temperOf } from './dispersion.ts'
import { byDivision, byRates, type Counts } from './log-ratio.ts'
import type { Question } from './question.ts'
import { bet, newWealth, type Wealth } from './wealth.ts'

/**
 * One comparison of the canary's counts with stable's, over all segments: of a ratio the only one, else at one edge.
 */
export type Comparison = {
  wealth: Wealth
  dispersion: Dispersion
  /**
   * What stable's rate is taken for, by number of the segment: its counts, of which a fifth fades with each interval.
   */
  recent: { events: number; total: number }[]
}

/** With what tells people how much worse the canary is. */
export type Followed = Comparison & {
  /** Over the whole watch. */
  whole: Curve
  /** Since the moment from which on there is something against the canary; of a gate none. */
  since: (Curve & { from: number; against: number }) | null
}

/** One segment of one interval, for one comparison. */
export type Observed = {
  /** Its number in the state. */
  readonly segment: number
  readonly canary: Counts
  readonly stable: Counts
  /** Of stable. */
  readonly slices: readonly Counts[]
}

const KEEP_RECENT = 0.8
/** Below this rate, events are judged by their division between the arms, which needs no rate at all. */
const SMALL_RATE = 0.1
/** Fewer requests tell no rate. */
const REQUESTS_MIN = 50
/** Which alternative says that something is against the canary: half as much again as is tolerated. */
const AGAINST = 1

export const newComparison = ({ alternatives, onset }: Question): Comparison => ({
  wealth: newWealth(alternatives, onset),
  dispersion: noDispersion(),
  recent: [],
})

export const newFollowed = (question: Question, from: number): Followed => ({
  ...newComparison(question),
  whole: newCurve(),
  since: question.test === 'worse' ? { ...newCurve(), from, against: 0 } : null,
})

/**
 * Adds one interval, at which each alternative is bet `logFresh` anew; segments are summed, each conditioned on its
 * own rho.
 */
export function compare(
  comparison: Comparison | Followed,
  question: Question,
  observed: readonly Observed[],
  logFresh: number,
  end: number,
): void {
  const logRatios = new Array<number>(question.alternatives.ratios.length).fill(0)
  const temper = temperOf(comparison.dispersion)
  for (const one of observed) {
    if (one.canary.total > 0 && one.stable.total > 0) {
      addLogRatios(logRatios, comparison, question, one, temper)
      if ('whole' in comparison) addToCurves(curvesOf(comparison), one.canary, one.stable, temper)
    }
    learn(comparison, one)
  }
  bet(comparison.wealth, logRatios, logFresh)
  if ('since' in comparison && comparison.since !== null)
    moveSince(comparison.since, logRatios[AGAINST] ?? 0, end)
}

function addLogRatios(
  into: number[],
  { recent }: Comparison,
  { alternatives, bound }: Question,
  { segment, canary, stable }: Observed,
  temper: number,
): void {
  const { events, total } = recent[segment] ?? { events: 0, total: 0 }
  const rate = (events + 0.5) / (total + 1)
  if (total >= REQUESTS_MIN && rate > SMALL_RATE)
    byRates(into, alternatives, bound, canary, stable, temper, rate)
  else byDivision(into, alternatives, bound, canary, stable, temper)
}

/** What the next intervals know of stable. */
export function learn({ dispersion, recent }: Comparison, { segment, stable, slices }: Observed): void {
  const before = recent[segment] ?? { events: 0, total: 0 }
  if (slices.length > 1) scatterOfSlices(dispersion, slices)
  else scatterInTime(dispersion, stable, before)
  while (recent.length <= segment) recent.push({ events: 0, total: 0 })
  recent[segment] = {
    events: before.events * KEEP_RECENT + stable.events,
    total: before.total * KEEP_RECENT + stable.total,
  }
}

const curvesOf = ({ whole, since }: Followed): readonly Curve[] => (since === null ? [whole] : [whole, since])

/**
 * Page's CUSUM of one alternative: while it is above 0, something is against the canary, and began when it last was 0.
 * Source: Page, Continuous inspection schemes, Biometrika 41, 1954.
 */
function moveSince(since: NonNullable<Followed['since']>, logRatio: number, end: number): void {
  since.against = Math.max(0, since.against + logRatio)
  if (since.against > 0) return
  clearCurve(since)
  since.from = end
}
