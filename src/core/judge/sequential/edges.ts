import { above, type Histogram, quantileOf, totalOf } from '../../histogram/histogram.ts'
import { isSame, tableOf } from './edge-table.ts'

/**
 * Two bucket edges that are compared: the canary's requests over the one with stable's over the other. Edges are in the
 * scale of the signal's unit (durations: milliseconds), ascending; a share over an edge is exact, where a quantile
 * would be an interpolation.
 */
export type EdgePair = { readonly canary: number; readonly stable: number }

/** How a margin on durations is kept by some buckets. */
export type EdgeTest = {
  readonly pairs: readonly EdgePair[]
  /** What is tolerated of the ratio of the two shares. */
  readonly bound: number
}

/** More cost memory and time, and add little: the evidence is their mean. */
const PAIRS_MAX = 12
/** Edges that are further off than this from what a margin asks for do not keep it. */
const SLACK = 1.1
const ROUNDING = 1 - 1e-9

/**
 * Fine buckets (5 % wide, or native ones of 9 %) keep the margin in the edges: the canary over the first edge that is
 * the margin beyond stable's, and no more of it than of stable. Coarse ones (classic) cannot: the same edge for both,
 * and the margin is that of the shares.
 *
 * `stable` is what stable showed before the first interval that is judged; it says by what edges its source counts and
 * where its requests lie, so that none are spent where nothing happens. `edges`, where the source knows them itself.
 */
export function edgeTest(
  stable: Histogram,
  margin: number,
  test: 'worse' | 'no-worse',
  edges: readonly number[] = tableOf(stable),
): EdgeTest {
  const usable = edges.filter((edge) => edge > 0 && Number.isFinite(edge))
  const beyond = usable.flatMap((edge): EdgePair[] => {
    const partner = partnerOf(usable, edge, margin, test)
    return partner === undefined ? [] : [{ canary: partner, stable: edge }]
  })
  const fine = beyond.length * 2 > usable.length
  const pairs = fine ? beyond : usable.map((edge) => ({ canary: edge, stable: edge }))
  const [from, to] = reach(stable)
  const within = pairs.filter((pair) => pair.stable >= from && pair.stable <= to)
  return { pairs: spread(within.length === 0 ? pairs : within), bound: fine ? 1 : margin }
}

/**
 * The edge that is a margin beyond another, none where the buckets are too wide for it. A guard tolerates what lies
 * between, so it takes the edge outside of its margin; a gate must show the margin, so it takes the one inside.
 */
function partnerOf(
  edges: readonly number[],
  edge: number,
  margin: number,
  test: 'worse' | 'no-worse',
): number | undefined {
  const wanted = edge * margin
  if ((test === 'worse') === margin > 1)
    return edges.find((one) => one >= wanted * ROUNDING && one <= wanted * SLACK)
  return edges.findLast((one) => one <= wanted / ROUNDING && one >= wanted / SLACK)
}

/** From below stable's lower quarter to eight times what nearly all of its requests take. */
function reach(stable: Histogram): readonly [number, number] {
  const [low, high] = [quantileOf(stable, 0.25), quantileOf(stable, 0.99)]
  return low === null || high === null ? [0, Number.POSITIVE_INFINITY] : [low.low / 1.5, high.value * 8]
}

/** So many of them, evenly by the logarithm. */
function spread(pairs: readonly EdgePair[]): readonly EdgePair[] {
  const [first, last] = [pairs[0], pairs.at(-1)]
  if (pairs.length <= PAIRS_MAX || first === undefined || last === undefined) return pairs
  const chosen = new Set<EdgePair>()
  for (let i = 0; i < PAIRS_MAX; i++) {
    const wanted = first.stable * (last.stable / first.stable) ** (i / (PAIRS_MAX - 1))
    chosen.add(
      pairs.reduce((best, pair) =>
        Math.abs(Math.log(pair.stable / wanted)) < Math.abs(Math.log(best.stable / wanted)) ? pair : best,
      ),
    )
  }
  return pairs.filter((pair) => chosen.has(pair))
}

/**
 * How many took longer than each of some edges. Null where that is not known of one: it was measured by other buckets.
 */
export function exceedances(
  histogram: Histogram,
  over: readonly number[],
): { readonly total: number; readonly events: readonly number[] } | null {
  const events: number[] = []
  for (const edge of over) {
    const count = above(histogram, edge) ?? aboveSame(histogram, edge)
    if (count === null) return null
    events.push(count)
  }
  return { total: totalOf(histogram), events }
}

/** An edge that the source has computed is off by a rounding. */
function aboveSame(histogram: Histogram, edge: number): number | null {
  const same = histogram.edges.find((one) => isSame(one, edge))
  return same === undefined ? null : above(histogram, same)
}
